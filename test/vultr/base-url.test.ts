import { expect, test } from 'vitest';
import { normalizeBaseUrl } from '../../src/vultr/base-url.ts';

test.each([
  ['https://api.vultr.com', 'https://api.vultr.com'],
  ['https://api.vultr.com/', 'https://api.vultr.com'],
  ['https://api.vultr.com/v2', 'https://api.vultr.com'],
  ['https://api.vultr.com/v2/', 'https://api.vultr.com'],
  ['https://gateway.example.com/vultr//v2//', 'https://gateway.example.com/vultr'],
  ['https://api.example.com/rev2', 'https://api.example.com/rev2'],
  ['http://127.0.0.1:4010/v2', 'http://127.0.0.1:4010'],
  ['http://localhost:4010', 'http://localhost:4010'],
  ['http://[::1]:4010', 'http://[::1]:4010'],
  ['http://simulator.internal:4010', 'http://simulator.internal:4010'],
])('normalizes %s to %s', (given, base) => {
  expect(normalizeBaseUrl(given)).toBe(base);
});

test.each([
  'http://api.vultr.com',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'http://internal',
  'http://simulator.internal.example.com',
  'ftp://api.vultr.com',
  'api.vultr.com',
  '',
])('rejects %s', (given) => {
  expect(() => normalizeBaseUrl(given)).toThrow(/must begin with https:/);
});

test.each([
  'https://me:hunter2@api.example.com',
  'https://:hunter2@api.example.com',
  'https://hunter2@api.example.com',
  'https://api.example.com?key=hunter2',
  'https://api.example.com#hunter2',
])('rejects %s without repeating it', (given) => {
  expect(() => normalizeBaseUrl(given)).toThrow(
    /must not contain a user, password, query or fragment(?!.*hunter2)/,
  );
});
