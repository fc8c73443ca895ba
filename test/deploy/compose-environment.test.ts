import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { settings } from '../../src/config/settings.ts';
import { compose, ourServices, projectDir, services, withDefaults } from './compose-file.ts';

const secretSettings = Object.entries(settings).flatMap(([name, setting]) =>
  'secret' in setting ? [name] : [],
);
/** Read by Temporal's own library: https://docs.temporal.io/develop/environment-configuration */
const temporals = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];

const secretsDir = mkdtempSync(join(tmpdir(), 'vultr-onboarding-secrets-'));
execFileSync(join(projectDir, 'deploy/make-secrets.sh'), ['--simulator'], {
  env: { ...process.env, SECRETS_DIR: secretsDir },
  stdio: ['ignore', 'ignore', 'inherit'],
});
afterAll(() => rmSync(secretsDir, { recursive: true }));

/** The environment as the program finds it, with the secrets where this machine has them. */
function environmentOf(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(withDefaults(environment)).map(([name, value]) => [
      name,
      value.replace('/run/secrets', secretsDir),
    ]),
  );
}

describe('the environment of docker-compose.yml', () => {
  test.each(ourServices)("%s: every variable is a setting, or Temporal's own", (_name, { environment }) => {
    const known = new Set([
      ...Object.keys(settings),
      ...secretSettings.map((name) => `${name}_FILE`),
      ...temporals,
    ]);
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(ourServices)('%s: every value is taken', (_name, { environment }) => {
    const config = loadConfig(environmentOf(environment));
    expect(config.temporal.configured).toBe('TEMPORAL_ADDRESS' in environment);
  });

  test.each(services)('%s: no secret is in it, only where a file with one is', (_name, { environment }) => {
    const entries = Object.entries(environment);
    const secret = /PASSWORD|PWD|SECRET|TOKEN|API_KEY/;
    const inClear = entries.filter(([name]) => secretSettings.includes(name) || secret.test(name));
    expect(inClear.filter(([name]) => !name.endsWith('_FILE'))).toEqual([]);
    const files = entries.filter(([name]) => name.endsWith('_FILE')).map(([, value]) => value);
    expect(files.filter((file) => !/^\/run\/secrets\/\w+$/.test(file))).toEqual([]);
  });

  test.each(services)('%s: has the secrets that it names, and no other', (_name, service) => {
    const { environment, command = [], secrets } = service;
    const text = [...Object.values(environment), ...command].join(' ');
    const named = [...text.matchAll(/\/run\/secrets\/(\w+)/g)].map(([, name = '']) => name);
    expect(new Set(secrets)).toEqual(new Set(named));
  });

  test('every secret is made by deploy/make-secrets.sh, every config is in the project', () => {
    const secrets = Object.values(compose.secrets).map(({ file }) => join(secretsDir, basename(file)));
    const configs = Object.values(compose.configs).map(({ file }) => join(projectDir, file));
    expect(secrets).toHaveLength(6);
    expect([...secrets, ...configs].filter((file) => !existsSync(file))).toEqual([]);
  });

  test('the key of Vultr is with the workers alone, and with the doctor while it looks', () => {
    const holders = services.filter(([, { secrets }]) => secrets.includes('vultr_api_key'));
    expect(holders.map(([name]) => name)).toEqual(['worker', 'doctor']);
  });
});
