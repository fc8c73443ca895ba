import { expect, test } from 'vitest';
import { localApiUrl } from '../../src/cli/local-api-url.ts';
import { loadConfig } from '../../src/config/config.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['localhost', 'http://localhost:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::1', 'http://[::1]:3000'],
  ['::', 'http://[::1]:3000'],
  ['10.1.2.3', 'http://10.1.2.3:3000'],
])('an API on HOST=%s is reached at %s', (HOST, url) => {
  expect(localApiUrl(loadConfig({ HOST }).api)).toBe(url);
});
