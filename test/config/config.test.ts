import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/contract/lib/config-error.ts';
import type { RequiredSecret } from '../../src/config/missing-secret.ts';

function mistakesOf(
  environment: NodeJS.ProcessEnv,
  needs: readonly RequiredSecret[] = [],
): readonly string[] {
  try {
    loadConfig(environment, needs);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  test('needs nothing: an empty environment gives the documented defaults', () => {
    const config = loadConfig({});
    expect(config.api).toEqual({ host: '127.0.0.1', port: 3000, requestsPerSecond: 100, drainMs: 0 });
    expect(config.onboarding.maxInvitations).toBe(5);
    expect(config.onboarding.timings.invitationLifetimeMs).toBe(3 * 24 * 3_600_000);
    expect(config.secrets).toEqual({ apiKeys: [], receivers: [] });
    expect(config.temporal.configured).toBe(false);
  });

  test('an empty variable counts as unset', () => {
    expect(loadConfig({ PORT: '', VULTR_API_KEY: ' ' }).secrets.vultrApiKey).toBeUndefined();
  });

  test('every mistake is in one list, and none shows the value of a secret', () => {
    const mistakes = mistakesOf({
      PORT: 'http',
      ONBOARDING_API_KEYS: 'hr:too-short',
      VULTR_API_KEY: 'two words',
      ONBOARDING_ID_KEY: 'short-key',
      ONBOARDING_CHECK_EVERY: 'sometimes',
      LOG_LEVEL: 'loud',
    });
    expect(new Set(mistakes.map((mistake) => mistake.split(':')[0]))).toEqual(
      new Set([
        'LOG_LEVEL',
        'ONBOARDING_API_KEYS',
        'ONBOARDING_CHECK_EVERY',
        'ONBOARDING_ID_KEY',
        'PORT',
        'VULTR_API_KEY',
      ]),
    );
    expect(mistakes.join('\n')).not.toMatch(/too-short|two words|short-key/);
  });

  test.each([
    ['https://api.vultr.com/v2/', 'https://api.vultr.com'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://localhost:4010/', 'http://localhost:4010'],
  ])('VULTR_API_URL %s is %s', (given, expected) => {
    expect(loadConfig({ VULTR_API_URL: given }).vultr.baseUrl).toBe(expected);
  });

  test.each(['http://api.vultr.com', 'ftp://127.0.0.1', 'api.vultr.com', 'http://127.0.0.1.example.com'])(
    'VULTR_API_URL %s is refused: the key must not travel in clear',
    (given) => {
      expect(mistakesOf({ VULTR_API_URL: given })).toEqual([expect.stringContaining('VULTR_API_URL')]);
    },
  );

  test('API keys have a name, a secret or its hash, and what they are for', () => {
    const secret = 'one:with-a-colon-in-it';
    const hash = createHash('sha256').update(secret).digest('hex');
    const text = `hr:${secret},\n# the night shift\nnight/read+operate:sha256=${hash}`;
    const [hr, night] = loadConfig({ ONBOARDING_API_KEYS: text }).secrets.apiKeys;
    expect(hr).toMatchObject({ name: 'hr', secret, scopes: ['read', 'write', 'operate', 'decode'] });
    expect(night).toMatchObject({ name: 'night', scopes: ['read', 'operate'] });
    expect(night?.secret).toBeUndefined();
    expect(night?.digest).toEqual(hr?.digest);
  });

  test.each([
    ['hr', 'entry 1 must be name:secret'],
    ['hr:long-enough-secret,hr:another-long-secret', 'each name may stand only once'],
    [
      'hr/admin:long-enough-secret',
      'entry 1 (hr) has the scope admin; there are read, write, operate, decode',
    ],
    ['hr:sha256=abc', 'entry 1 (hr): sha256= must be followed by 64 hexadecimal digits'],
  ])('the API keys %s are refused', (given, expected) => {
    expect(mistakesOf({ ONBOARDING_API_KEYS: given }).join()).toContain(expected);
  });

  test('encryption keys have an id and 32 bytes', () => {
    const [one, other] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
    const { encryptionKeys } = loadConfig({ ONBOARDING_ENCRYPTION_KEYS: `new:${one},old:${other}` }).secrets;
    expect(encryptionKeys?.map(({ id }) => id)).toEqual(['new', 'old']);
    const short = Buffer.alloc(16, 9).toString('base64');
    for (const [given, expected] of [
      [`new:${short}`, 'the key new must have 32 bytes and has 16'],
      [`new:${one},new:${other}`, 'the id new may stand only once'],
      [String(one), 'entry 1 must be id:base64'],
    ] as const) {
      const mistakes = mistakesOf({ ONBOARDING_ENCRYPTION_KEYS: given }).join();
      expect(mistakes).toContain(expected);
      expect(mistakes).not.toContain(short);
    }
  });

  test('a secret may stand in a file, and in one place only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const file = join(folder, 'key');
      writeFileSync(file, 'key-of-vultr\n');
      expect(loadConfig({ VULTR_API_KEY_FILE: file }).secrets.vultrApiKey).toBe('key-of-vultr');
      expect(mistakesOf({ VULTR_API_KEY_FILE: file, VULTR_API_KEY: 'another' })).toEqual([
        'VULTR_API_KEY: is set, and VULTR_API_KEY_FILE too; set one of them',
      ]);
      expect(mistakesOf({ VULTR_API_KEY_FILE: join(folder, 'none'), PORT: 'http' })).toEqual([
        expect.stringMatching(/^PORT:/),
        expect.stringMatching(
          /^VULTR_API_KEY_FILE: must name a file that can be read; .*none cannot \(ENOENT\)$/,
        ),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('people sign in by an issuer that is described as a whole', () => {
    const issuer = { ONBOARDING_JWT_ISSUER: 'https://login.example.com' };
    expect(mistakesOf(issuer).join()).toMatch(/must be set all three.*only ONBOARDING_JWT_ISSUER is set/);
    const whole = {
      ...issuer,
      ONBOARDING_JWT_AUDIENCE: 'onboarding',
      ONBOARDING_JWT_JWKS_URL: 'https://login.example.com/keys',
    };
    expect(loadConfig(whole).api.jwt).toMatchObject({ audience: 'onboarding' });
  });

  test('TEMPORAL_* is read by Temporal’s own rules', () => {
    const { temporal } = loadConfig({ TEMPORAL_ADDRESS: '127.0.0.1:7999', TEMPORAL_NAMESPACE: 'people' });
    expect(temporal).toMatchObject({
      configured: true,
      namespace: 'people',
      connectionOptions: { address: '127.0.0.1:7999' },
    });
  });
});

describe('traces', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

  test.each([
    [{}, false],
    [endpoint, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ ...endpoint, OTEL_SDK_DISABLED: 'true' }, false],
  ])('with %j: %s', (environment, on) => {
    expect(loadConfig(environment).tracing).toEqual({ on });
  });

  test('lists what a program lacks beside what is wrong, in one go', () => {
    expect(mistakesOf({ PORT: 'x', ONBOARDING_ID_KEY: 'short' }, ['idKey', 'vultrApiKey'])).toEqual([
      expect.stringMatching(/^PORT: must be a port number/),
      expect.stringMatching(/^ONBOARDING_ID_KEY: must (?!be set)/),
      expect.stringMatching(/^VULTR_API_KEY: must be set/),
    ]);
  });
});
