import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/contract/config-error.ts';

function mistakesOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  test('needs nothing: an empty environment gives the documented defaults', () => {
    const config = loadConfig({});
    expect(config.api).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(config.onboarding.maxInvitations).toBe(5);
    expect(config.onboarding.timings.invitationLifetimeMs).toBe(3 * 24 * 3_600_000);
    expect(config.secrets).toEqual({ apiKeys: [] });
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

  test('API keys are split into name and secret', () => {
    const { apiKeys } = loadConfig({
      ONBOARDING_API_KEYS: 'hr:0123456789abcdef, ops:fedcba9876543210',
    }).secrets;
    expect(apiKeys).toEqual([
      { name: 'hr', secret: '0123456789abcdef' },
      { name: 'ops', secret: 'fedcba9876543210' },
    ]);
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
});
