import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { watchApiKeys } from '../../src/processes/watch-api-keys.ts';
import { loadConfig } from '../../src/config/config.ts';
import { silentLogger } from '../../src/telemetry/logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'api-keys-'));
const file = join(folder, 'keys');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('reloads keys when their file changes, and keeps the previous keys if the file is invalid', async () => {
  writeFileSync(file, 'old:secret-of-the-old-key');
  const errors: object[] = [];
  const logger = { ...silentLogger, error: (fields: object) => void errors.push(fields) };
  const { current, stop } = watchApiKeys(loadConfig({ ONBOARDING_API_KEYS_FILE: file }), logger, 20);
  const names = () => current().map(({ name }) => name);
  try {
    expect(names()).toEqual(['old']);
    writeFileSync(file, 'old:secret-of-the-old-key\nnew:secret-of-the-new-key');
    await vi.waitFor(() => expect(names()).toEqual(['old', 'new']));
    writeFileSync(file, 'new:short');
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    expect(JSON.stringify(errors)).not.toContain('short"');
    expect(names()).toEqual(['old', 'new']);
    rmSync(file);
    await vi.waitFor(() => expect(errors).toHaveLength(2));
    expect(names()).toEqual(['old', 'new']);
    writeFileSync(file, 'new:secret-of-the-new-key');
    await vi.waitFor(() => expect(names()).toEqual(['new']));
  } finally {
    stop();
  }
});

test('takes over keys that have changed since the configuration was read, and logs nothing if they have not', async () => {
  writeFileSync(file, 'old:secret-of-the-old-key\n');
  const config = loadConfig({ ONBOARDING_API_KEYS_FILE: file });
  const reloads: object[] = [];
  const logger = { ...silentLogger, info: (fields: object) => void reloads.push(fields) };
  const unchanged = watchApiKeys(config, logger, 20);
  await sleep(100);
  unchanged.stop();
  expect(reloads).toEqual([]);
  writeFileSync(file, 'new:secret-of-the-new-key');
  const { current, stop } = watchApiKeys(config, logger, 20);
  try {
    await vi.waitFor(() => expect(current().map(({ name }) => name)).toEqual(['new']));
    expect(reloads).toEqual([{ names: ['new'] }]);
  } finally {
    stop();
  }
});
