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
/** Temporal's own library reads these: https://docs.temporal.io/develop/environment-configuration */
const temporalVariables = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];

const secretsDir = mkdtempSync(join(tmpdir(), 'vultr-onboarding-secrets-'));
execFileSync(join(projectDir, 'deploy/make-secrets.sh'), ['--simulator'], {
  env: { ...process.env, SECRETS_DIR: secretsDir },
  stdio: ['ignore', 'ignore', 'inherit'],
});
afterAll(() => rmSync(secretsDir, { recursive: true }));

/** Returns the environment of the program, with the paths of the secrets on this machine. */
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
      ...temporalVariables,
    ]);
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(ourServices)('%s: every value is valid', (_name, { environment }) => {
    const config = loadConfig(environmentOf(environment));
    expect(config.temporal.configured).toBe('TEMPORAL_ADDRESS' in environment);
  });

  test.each(services)('%s: it contains paths of secret files and no secret', (_name, { environment }) => {
    const entries = Object.entries(environment);
    const secret = /PASSWORD|PWD|SECRET|TOKEN|API_KEY/;
    const inPlainText = entries.filter(([name]) => secretSettings.includes(name) || secret.test(name));
    expect(inPlainText.filter(([name]) => !name.endsWith('_FILE'))).toEqual([]);
    const files = entries.filter(([name]) => name.endsWith('_FILE')).map(([, value]) => value);
    expect(files.filter((file) => !/^\/run\/secrets\/\w+$/.test(file))).toEqual([]);
  });

  test.each(services)('%s: the service has exactly the secrets that it names', (_name, service) => {
    const { environment, command = [], secrets } = service;
    const text = [...Object.values(environment), ...command].join(' ');
    const named = [...text.matchAll(/\/run\/secrets\/(\w+)/g)].map(([, name = '']) => name);
    expect(new Set(secrets)).toEqual(new Set(named));
  });

  test('deploy/make-secrets.sh creates every secret, and the project contains every config', () => {
    const secrets = Object.values(compose.secrets).map(({ file }) => join(secretsDir, basename(file)));
    const configs = Object.values(compose.configs).map(({ file }) => join(projectDir, file));
    expect(secrets).toHaveLength(6);
    expect([...secrets, ...configs].filter((file) => !existsSync(file))).toEqual([]);
  });

  test('only the workers and the doctor have the Vultr key', () => {
    const holders = services.filter(([, { secrets }]) => secrets.includes('vultr_api_key'));
    expect(holders.map(([name]) => name)).toEqual(['worker', 'doctor']);
  });
});
