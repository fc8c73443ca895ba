import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseApiKeys } from '../../src/config/parse-api-keys.ts';
import { compose, projectDir } from './compose-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const names = [
  'onboarding_api_keys',
  'onboarding_encryption_keys',
  'onboarding_id_key',
  'onboarding_webhooks',
  'postgres_password',
  'vultr_api_key',
];

const scriptOf = (project: string) => join(project, 'deploy/make-secrets.sh');

function makeSecrets(input: string, ...args: string[]) {
  return run(scriptOf(projectDir), input, args);
}

function run(script: string, input: string, args: readonly string[]) {
  return spawnSync(script, args, {
    env: { ...process.env, SECRETS_DIR: join(folder, 'secrets') },
    input,
    encoding: 'utf8',
  });
}

function contents() {
  return Object.fromEntries(
    readdirSync(join(folder, 'secrets'))
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8')]),
  );
}

/** Returns the lines that name a file, sorted. */
function outcomesOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => /^\w+: /.test(line))
    .toSorted();
}

const permissions = (path: string) => statSync(path).mode & 0o777;

describe('deploy/make-secrets.sh', () => {
  test('creates every secret, in a private folder', () => {
    expect(makeSecrets('key-of-example.com\n').status).toBe(0);
    expect(Object.keys(contents())).toEqual(names);
    expect(contents()['vultr_api_key']).toBe('key-of-example.com\n');
    expect(permissions(join(folder, 'secrets'))).toBe(0o700);
    for (const name of names) expect(permissions(join(folder, 'secrets', name))).toBe(0o644);
  });

  test('shows the API key once, and stores its hash', () => {
    const shown = /more: (\S+)/.exec(makeSecrets('', '--simulator').stdout)?.[1] ?? '';
    const [key] = [parseApiKeys(`admin:${shown}`), parseApiKeys(contents()['onboarding_api_keys'] ?? '')].map(
      (parsed) => ('value' in parsed ? parsed.value[0]?.digest.toString() : undefined),
    );
    const kept = parseApiKeys(contents()['onboarding_api_keys'] ?? '');
    expect(key).toBeDefined();
    expect('value' in kept && kept.value[0]?.digest.toString()).toBe(key);
    expect(contents()['onboarding_api_keys']).not.toContain(shown);
  });

  test('changes nothing when it runs again', () => {
    makeSecrets('', '--simulator');
    const before = contents();
    expect(makeSecrets('another-key\n').status).toBe(0);
    expect(contents()).toEqual(before);
  });

  test('says of every secret whether it was created or kept', () => {
    expect(outcomesOf(makeSecrets('', '--simulator').stdout)).toEqual(
      names.map((name) => `${name}: created`),
    );
    expect(outcomesOf(makeSecrets('', '--simulator').stdout)).toEqual(
      names.map((name) => `${name}: exists, kept`),
    );
  });

  test('lets containers read the files that they mount, after a clone under umask 077', () => {
    const clone = join(folder, 'clone');
    cpSync(join(projectDir, 'deploy'), join(clone, 'deploy'), { recursive: true });
    const mounted = Object.values(compose.configs).map(({ file }) => join(clone, file));
    expect(mounted).toHaveLength(2);
    for (const file of mounted) chmodSync(file, 0o600);
    expect(run(scriptOf(clone), '', ['--simulator']).status).toBe(0);
    for (const file of mounted) expect(permissions(file) & 0o444).toBe(0o444);
  });

  test('fails without a Vultr key, and leaves no empty file', () => {
    expect(makeSecrets('\n').status).not.toBe(0);
    expect(contents()).toEqual({});
  });
});
