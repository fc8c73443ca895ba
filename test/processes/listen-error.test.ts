import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StartError } from '../../src/contract/lib/start-error.ts';
import { listenError } from '../../src/processes/listen-error.ts';
import { testEncryptionSetting } from '../support/encryption.ts';
import { testIdKey } from '../support/id-key.ts';
import { runProgram } from '../support/run-program.ts';

const listener = {
  service: 'The API',
  host: 'api.example.com',
  port: 3000,
  hostSetting: 'HOST',
  portSetting: 'PORT',
};

function refusalOf(error: unknown): string {
  const explained = listenError(error, listener);
  expect(explained).toBeInstanceOf(StartError);
  return explained instanceof StartError ? explained.message : '';
}

describe('a service that cannot listen', () => {
  test.each([
    ['EADDRINUSE', 'listen', 'the port is in use. Stop the other program, or set PORT to another port.'],
    ['EACCES', 'listen', 'this program may not use the port. Set PORT to a port from 1024.'],
    ['EADDRNOTAVAIL', 'listen', 'this machine does not have the address. Set HOST to '],
    ['ENOTFOUND', 'getaddrinfo', 'the name cannot be resolved. Set HOST to '],
    ['EMFILE', 'listen', 'EMFILE. Check HOST and PORT.'],
  ])('says what %s means, and which setting to change', (code, syscall, expected) => {
    const message = refusalOf(Object.assign(new Error(code), { code, syscall }));
    expect(message).toContain(`The API cannot listen on api.example.com:3000: ${expected}`);
  });

  test("explains the errors of Temporal's SDK too", () => {
    const native = new Error('Failed to start prometheus metrics exporter: Address in use (os error 98)');
    expect(refusalOf(native)).toContain('the port is in use.');
  });

  test('leaves other errors as they are', () => {
    for (const error of [
      new Error('a mistake'),
      Object.assign(new Error('x'), { code: 'EACCES', syscall: 'open' }),
    ])
      expect(listenError(error, listener)).toBe(error);
  });
});

const programs = ['api', 'codec-server', 'simulator', 'worker'] as const;

/** Runs a program that cannot start, and returns what it prints. Nothing listens at the address of Temporal. */
async function outputOf(program: (typeof programs)[number], settings: Record<string, string>) {
  const dataDir = mkdtempSync(join(tmpdir(), 'vultr-onboarding-listen-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const { code, stderr } = await runProgram(`src/bin/${program}.ts`, [], {
    PORT: '0',
    ONBOARDING_CODEC_PORT: '0',
    SIMULATOR_PORT: '0',
    ONBOARDING_DATA_DIR: dataDir,
    ONBOARDING_API_KEYS: 'hr:a-secret-of-the-hr-system',
    ONBOARDING_ID_KEY: testIdKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    VULTR_API_KEY: 'a-key',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    ...settings,
  });
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr;
}

/** A port that another program uses. */
async function usedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return String((server.address() as AddressInfo).port);
}

/** The settings by which each program listens. */
const hosts = [
  ['api', 'HOST', ''],
  ['codec-server', 'HOST', ''],
  ['simulator', 'HOST', ''],
  ['worker', 'ONBOARDING_WORKER_METRICS', ':9464'],
  ['worker', 'ONBOARDING_WORKER_HEALTH', ':9465'],
] as const;

const ports = [
  ['api', 'PORT', ''],
  ['codec-server', 'ONBOARDING_CODEC_PORT', ''],
  ['simulator', 'SIMULATOR_PORT', ''],
  ['worker', 'ONBOARDING_WORKER_METRICS', '127.0.0.1:'],
  ['worker', 'ONBOARDING_WORKER_HEALTH', 'localhost:'],
] as const;

describe('a program', () => {
  test.each(hosts)(
    '%s names %s if the machine does not have the address',
    async (program, setting, suffix) => {
      // RFC 5737 reserves it for documentation.
      const stderr = await outputOf(program, { [setting]: `192.0.2.1${suffix}` });
      expect(stderr).toContain(`this machine does not have the address. Set ${setting} to`);
    },
  );

  test.each(hosts)('%s names %s if the name cannot be resolved', async (program, setting, suffix) => {
    const stderr = await outputOf(program, { [setting]: `nothing.invalid${suffix}` });
    expect(stderr).toContain(`the name cannot be resolved. Set ${setting} to`);
  });

  test.each(ports)('%s names %s if the port is in use', async (program, setting, prefix) => {
    const stderr = await outputOf(program, { [setting]: `${prefix}${await usedPort()}` });
    expect(stderr).toContain(
      `the port is in use. Stop the other program, or set ${setting} to another port.`,
    );
  });
});
