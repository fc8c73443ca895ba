import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseApiKeys } from '../../src/config/parse-api-keys.ts';
import { projectDir } from './compose-file.ts';

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

function makeSecrets(input: string, ...args: string[]) {
  return spawnSync(join(projectDir, 'deploy/make-secrets.sh'), args, {
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

  test('fails without a Vultr key, and leaves no empty file', () => {
    expect(makeSecrets('\n').status).not.toBe(0);
    expect(contents()).toEqual({});
  });
});
