import { expect, test } from 'vitest';
import { cliModuleDir, parseGoVersion, parseServerVersion, readPins } from '../../src/dev-server/versions.ts';

test('reads the pinned versions of the Go module', async () => {
  expect(await readPins(cliModuleDir)).toEqual({
    cli: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    go: expect.stringMatching(/^1\.\d+/),
  });
});

test.each([
  ['temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)', '1.31.2'],
  ['temporal version 0.0.0-DEV (Server 1.32.0, UI 2.52.0)', '1.32.0'],
  ['temporal version 0.10.7 (server 1.22.0) (ui 2.17.2)', '1.22.0'],
  ['temporal 3.1: a calendar', undefined],
  ['', undefined],
])('the server version in %j is %s', (output, version) => {
  expect(parseServerVersion(output)).toBe(version);
});

test.each([
  ['go version go1.26.8 linux/amd64', '1.26.8'],
  ['go version go1.27rc1 darwin/arm64', '1.27'],
  ['gcc version 12', undefined],
])('the Go version in %j is %s', (output, version) => {
  expect(parseGoVersion(output)).toBe(version);
});
