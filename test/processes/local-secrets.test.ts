import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StartError } from '../../src/contract/lib/start-error.ts';
import { loadLocalSecrets } from '../../src/processes/local-secrets.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the keys of npm start are the same at each start', () => {
  const folder = temporaryFolder();
  expect(loadLocalSecrets(folder)).toEqual(loadLocalSecrets(folder));
});

test('a file of keys that cannot be read is named, with what to do', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'secrets.json'));
  const load = () => loadLocalSecrets(folder);
  expect(load).toThrow(StartError);
  expect(load).toThrow(/secrets\.json cannot be read: EISDIR.* set ONBOARDING_DATA_DIR to another directory/);
});

test('a file of keys that cannot be written is named', () => {
  const folder = join(temporaryFolder(), 'nowhere');
  const load = () => loadLocalSecrets(folder);
  expect(load).toThrow(StartError);
  expect(load).toThrow(/secrets\.json cannot be written: ENOENT/);
});
