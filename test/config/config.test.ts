import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { settings } from '../../src/config/settings.ts';
import { ConfigError } from '../../src/contract/lib/config-error.ts';
import type { RequiredSecret } from '../../src/config/required-secrets.ts';

function mistakesOf(
  environment: NodeJS.ProcessEnv,
  required: readonly RequiredSecret[] = [],
): readonly string[] {
  try {
    loadConfig(environment, required);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  test('returns the documented defaults for an empty environment', () => {
    const config = loadConfig({});
    expect(config.api).toEqual({ host: '127.0.0.1', port: 3000, requestsPerSecond: 100, drainMs: 0 });
    expect(config.onboarding.maxInvitations).toBe(5);
    expect(config.onboarding.timings.invitationLifetimeMs).toBe(3 * 24 * 3_600_000);
    expect(config.secrets).toEqual({ apiKeys: [], receivers: [] });
    expect(config.temporal.configured).toBe(false);
  });

  test('treats an empty variable as unset', () => {
    expect(loadConfig({ PORT: '', VULTR_API_KEY: ' ' }).secrets.vultrApiKey).toBeUndefined();
  });

  test('lists every mistake at once, without the value of any secret', () => {
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
    ['http://simulator.internal:4010', 'http://simulator.internal:4010'],
  ])('VULTR_API_URL %s is accepted as %s', (text, expected) => {
    expect(loadConfig({ VULTR_API_URL: text }).vultr.baseUrl).toBe(expected);
  });

  test.each(['http://api.vultr.com', 'ftp://127.0.0.1', 'api.vultr.com', 'http://127.0.0.1.example.com'])(
    'VULTR_API_URL %s is rejected, because the key must not be sent in plain text',
    (text) => {
      expect(mistakesOf({ VULTR_API_URL: text })).toEqual([expect.stringContaining('VULTR_API_URL')]);
    },
  );

  test.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
  ])('ONBOARDING_WORKER_HEALTH %s is an address and a port', (text, expected) => {
    expect(loadConfig({ ONBOARDING_WORKER_HEALTH: text }).worker.healthAddress).toEqual(expected);
  });

  test.each(['127.0.0.1:99999', '127.0.0.1', ':9464', '::1:9464', '[localhost]:9464', 'http://host:1'])(
    'ONBOARDING_WORKER_METRICS %s is rejected',
    (text) => {
      expect(mistakesOf({ ONBOARDING_WORKER_METRICS: text })).toEqual([
        'ONBOARDING_WORKER_METRICS: must be host:port, such as 127.0.0.1:9464 or [::1]:9464, with a port from 0 to 65535',
      ]);
    },
  );

  test.each(['[::1]', '127.0.0.1:3000', 'http://localhost', 'my host'])('HOST %s is rejected', (text) => {
    expect(mistakesOf({ HOST: text })).toEqual([expect.stringMatching(/^HOST: must be an IP address/)]);
  });

  test.each([
    'https://api.vultr.com?x=1',
    'https://user:password@api.vultr.com',
    'https://api.vultr.com/v2/#a',
  ])('VULTR_API_URL %s is rejected, as the client would', (text) => {
    expect(mistakesOf({ VULTR_API_URL: text })).toEqual([
      'VULTR_API_URL: must not contain a user, password, query or fragment',
    ]);
  });

  const durations = Object.entries(settings).filter(([, { default: given = '' }]) =>
    /^\d+[smhd]$/.test(given),
  );

  test('every duration has a maximum, below what a timer of Node.js can wait for', () => {
    expect(durations.length).toBeGreaterThan(10);
    for (const [name] of durations) {
      const maxDays = name === 'ONBOARDING_LEAVER_GRACE' ? 365 : 24;
      for (const text of [`${maxDays + 1}d`, '99999999999999999999d'])
        expect(mistakesOf({ [name]: text })).toContainEqual(
          expect.stringMatching(new RegExp(`^${name}: must be a duration of .*at most ${maxDays}d`)),
        );
      expect(mistakesOf({ [name]: `${maxDays}d` }).join()).not.toContain('must be a duration');
    }
    expect(24 * 24 * 3_600_000).toBeLessThan(2 ** 31);
  });

  test('lists missing secrets together with other mistakes', () => {
    expect(mistakesOf({ PORT: 'x', ONBOARDING_ID_KEY: 'short' }, ['idKey', 'vultrApiKey'])).toEqual([
      expect.stringMatching(/^PORT: must be a port number/),
      expect.stringMatching(/^ONBOARDING_ID_KEY: must (?!be set)/),
      expect.stringMatching(/^VULTR_API_KEY: must be set/),
    ]);
  });

  test('an API key has a name, a secret or its hash, and scopes', () => {
    const secret = 'one:with-a-colon-in-it';
    const hash = createHash('sha256').update(secret).digest('hex');
    const text = `hr:${secret},\n# the night shift\nnight/read+operate:sha256=${hash}`;
    const [hr, night] = loadConfig({ ONBOARDING_API_KEYS: text }).secrets.apiKeys;
    expect(hr).toMatchObject({
      name: 'hr',
      secret,
      scopes: ['read', 'write', 'offboard', 'operate', 'release', 'decode'],
    });
    expect(night).toMatchObject({ name: 'night', scopes: ['read', 'operate'] });
    const [okta] = loadConfig({ ONBOARDING_API_KEYS: `okta/provision:${secret}` }).secrets.apiKeys;
    expect(okta?.scopes).toEqual(['provision']);
    expect(night?.secret).toBeUndefined();
    expect(night?.digest).toEqual(hr?.digest);
  });

  test.each([
    ['hr', 'entry 1 must be name:secret'],
    ['hr:long-enough-secret,hr:another-long-secret', 'each name must be unique'],
    [
      'hr/admin:long-enough-secret',
      'entry 1 (hr): admin is not a scope; the scopes are read, write, offboard, operate, release, decode, provision',
    ],
    [
      'okta/read+provision:long-enough-secret',
      'entry 1 (okta): provision must be the only scope of its key, because an identity provider needs no other',
    ],
    ['hr:sha256=abc', 'entry 1 (hr): sha256= must be followed by 64 hexadecimal digits'],
  ])('rejects the API keys %s', (text, expected) => {
    expect(mistakesOf({ ONBOARDING_API_KEYS: text }).join()).toContain(expected);
  });

  test('an encryption key has an ID and 32 bytes', () => {
    const [one, other] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
    const { encryptionKeys } = loadConfig({ ONBOARDING_ENCRYPTION_KEYS: `new:${one},old:${other}` }).secrets;
    expect(encryptionKeys?.map(({ id }) => id)).toEqual(['new', 'old']);
    const short = Buffer.alloc(16, 9).toString('base64');
    for (const [text, expected] of [
      [`new:${short}`, 'the key new must have 32 bytes, not 16'],
      [`new:${one},new:${other}`, 'the id new must be unique'],
      [String(one), 'entry 1 must be id:base64'],
    ] as const) {
      const mistakes = mistakesOf({ ONBOARDING_ENCRYPTION_KEYS: text }).join();
      expect(mistakes).toContain(expected);
      expect(mistakes).not.toContain(short);
    }
  });

  test('a secret can be read from a file, but must not be set twice', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const file = join(folder, 'key');
      writeFileSync(file, 'key-of-vultr\n');
      expect(loadConfig({ VULTR_API_KEY_FILE: file }).secrets.vultrApiKey).toBe('key-of-vultr');
      expect(mistakesOf({ VULTR_API_KEY_FILE: file, VULTR_API_KEY: 'another' })).toEqual([
        'VULTR_API_KEY: is set, and so is VULTR_API_KEY_FILE; set only one of them',
      ]);
      expect(mistakesOf({ VULTR_API_KEY_FILE: join(folder, 'none'), PORT: 'http' })).toEqual([
        expect.stringMatching(/^PORT:/),
        expect.stringMatching(
          /^VULTR_API_KEY_FILE: must be the path of a readable file; cannot read .*none \(ENOENT\)$/,
        ),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the settings of an issuer of JWTs must be complete', () => {
    const issuer = { ONBOARDING_JWT_ISSUER: 'https://login.example.com' };
    expect(mistakesOf(issuer).join()).toMatch(/set all three or none.*only ONBOARDING_JWT_ISSUER is set/);
    const complete = {
      ...issuer,
      ONBOARDING_JWT_AUDIENCE: 'onboarding',
      ONBOARDING_JWT_JWKS_URL: 'https://login.example.com/keys',
    };
    expect(loadConfig(complete).api.jwt).toMatchObject({ audience: 'onboarding' });
  });

  describe('the sign-in of the console', () => {
    const oidc = {
      ONBOARDING_OIDC_ISSUER: 'https://login.example.com',
      ONBOARDING_OIDC_CLIENT_ID: 'console',
      ONBOARDING_OIDC_CLIENT_SECRET: 'a-secret-of-the-console',
      ONBOARDING_CONSOLE_ROLES: '{"vultr-operators":["read","operate"]}',
    };
    const complete = { ...oidc, ONBOARDING_CONSOLE_URL: 'https://onboarding.example.com' };

    test('has an identity provider if its settings are complete', () => {
      const { console, secrets } = loadConfig(complete);
      expect(console).toEqual({
        publicUrl: 'https://onboarding.example.com',
        oidc: {
          issuer: 'https://login.example.com',
          clientId: 'console',
          scope: 'openid profile email',
          claim: 'groups',
          roles: { 'vultr-operators': ['read', 'operate'] },
        },
      });
      expect(secrets.oidcClientSecret).toBe('a-secret-of-the-console');
      expect(loadConfig({}).console).toEqual({});
    });

    test('gives people every scope that a page of the console needs', () => {
      const scopes = ['read', 'write', 'offboard', 'operate', 'release'];
      const roles = { 'vultr-operators': scopes };
      const { console } = loadConfig({ ...complete, ONBOARDING_CONSOLE_ROLES: JSON.stringify(roles) });
      expect(console.oidc?.roles).toEqual(roles);
    });

    test.each(Object.keys(oidc))('is refused without %s', (name) => {
      const mistakes = mistakesOf({ ...complete, [name]: undefined });
      expect(mistakes.join()).toMatch(/^ONBOARDING_OIDC_ISSUER, .*: set all four or none of them; only /);
      expect(mistakes.join()).not.toContain('a-secret');
    });

    test('is refused without an address to come back to', () => {
      expect(mistakesOf(oidc)).toEqual([expect.stringMatching(/^ONBOARDING_CONSOLE_URL: must be set with /)]);
    });

    test.each([
      ['{"a":[]}', /^ONBOARDING_CONSOLE_ROLES: "a" must include read/],
      ['{"a":["operate"]}', /"a" must include read/],
      ['{"a":["read","decode"]}', /"a" must be one of read, write, offboard, operate, release/],
      ['{"a":"read"}', /"a" must be an array of scopes/],
      ['{}', /must map at least one value/],
      ['{"a":["read"],"b":["read"],"a":["read","operate"]}', /"a" must be given only once$/],
      ['["read"]', /must be a JSON object such as/],
      ['read', /must be a JSON object such as/],
    ])('is refused with the roles %s, and only for that', (roles, expected) => {
      const mistakes = mistakesOf({ ...complete, ONBOARDING_CONSOLE_ROLES: roles });
      expect(mistakes).toEqual([expect.stringMatching(expected)]);
    });

    test.each([
      ['ONBOARDING_CONSOLE_URL', 'http://onboarding.example.com'],
      ['ONBOARDING_CONSOLE_URL', 'https://onboarding.example.com/'],
      ['ONBOARDING_CONSOLE_URL', 'https://onboarding.example.com/console'],
      ['ONBOARDING_CONSOLE_URL', 'onboarding.example.com'],
      ['ONBOARDING_OIDC_ISSUER', 'http://login.example.com'],
      ['ONBOARDING_OIDC_SCOPE', 'profile email'],
    ])('is refused with %s=%s', (name, value) => {
      expect(mistakesOf({ ...complete, [name]: value })).toEqual([expect.stringMatching(`^${name}: must `)]);
    });

    test('may be tried on this machine over plain HTTP', () => {
      const local = {
        ...complete,
        ONBOARDING_CONSOLE_URL: 'http://127.0.0.1:3000',
        ONBOARDING_OIDC_ISSUER: 'http://127.0.0.1:9000/realms/test',
      };
      expect(mistakesOf(local)).toEqual([]);
    });
  });

  test("TEMPORAL_* follows Temporal's own rules", () => {
    const { temporal } = loadConfig({ TEMPORAL_ADDRESS: '127.0.0.1:7999', TEMPORAL_NAMESPACE: 'people' });
    expect(temporal).toMatchObject({
      configured: true,
      namespace: 'people',
      connectionOptions: { address: '127.0.0.1:7999' },
    });
  });
});

describe('tracing', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

  test.each([
    [{}, false],
    [endpoint, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ ...endpoint, OTEL_SDK_DISABLED: 'true' }, false],
  ])('with %j, enabled is %s', (environment, enabled) => {
    expect(loadConfig(environment).tracing).toEqual({ enabled });
  });
});

describe('settings that contradict each other', () => {
  test.each([
    [
      'an attempt without time for a read, a write and the settle time',
      { ONBOARDING_ATTEMPT_TIMEOUT: '34s' },
      /^ONBOARDING_ATTEMPT_TIMEOUT, VULTR_TIMEOUT, ONBOARDING_SETTLE: .* at least 35s/,
    ],
    [
      'the same by a longer request',
      { VULTR_TIMEOUT: '15.5s' },
      /set ONBOARDING_ATTEMPT_TIMEOUT to at least 46s/,
    ],
    [
      'a settle time beyond the time in which reads must agree',
      { ONBOARDING_SETTLE: '301s', ONBOARDING_ATTEMPT_TIMEOUT: '10m' },
      /^ONBOARDING_SETTLE: must be at most 300s/,
    ],
    [
      'a step that is not patient for one attempt',
      { ONBOARDING_STEP_PATIENCE: '44s' },
      /^ONBOARDING_STEP_PATIENCE, ONBOARDING_ATTEMPT_TIMEOUT: .* at least 45s/,
    ],
  ])('%s is refused, with what to do', (_name, environment, mistake) => {
    expect(mistakesOf(environment)).toEqual([expect.stringMatching(mistake)]);
  });

  test('that just fit are accepted', () => {
    const environment = { ONBOARDING_ATTEMPT_TIMEOUT: '35s', ONBOARDING_STEP_PATIENCE: '35s' };
    expect(mistakesOf(environment)).toEqual([]);
  });

  test('are not reported if one of them is invalid itself', () => {
    expect(mistakesOf({ VULTR_TIMEOUT: 'long', ONBOARDING_ATTEMPT_TIMEOUT: '2s' })).toEqual([
      expect.stringMatching(/^VULTR_TIMEOUT/),
    ]);
  });
});

describe('the roles file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'roles-')), 'roles.json');

  test('is read at the start', () => {
    const role = { group: { name: 'Developers' }, policies: ['Provisioning'] };
    writeFileSync(file, JSON.stringify({ roles: { developers: role } }));
    expect(loadConfig({ ONBOARDING_ROLES_FILE: file }).onboarding.rolesFile).toEqual({
      file,
      roles: [{ name: 'developers', ...role }],
    });
  });

  test('is refused with every mistake', () => {
    writeFileSync(file, '{"roles":{"developers":{"policies":[]}}}');
    expect(mistakesOf({ ONBOARDING_ROLES_FILE: file })).toEqual([
      'ONBOARDING_ROLES_FILE: roles.developers.group is required; roles.developers.policies must name at least one managed policy, or the person would have no access',
    ]);
  });

  test('must exist', () => {
    expect(mistakesOf({ ONBOARDING_ROLES_FILE: '/nowhere/roles.json' })).toEqual([
      'ONBOARDING_ROLES_FILE: must be the path of a readable file; cannot read /nowhere/roles.json (ENOENT)',
    ]);
  });
});
