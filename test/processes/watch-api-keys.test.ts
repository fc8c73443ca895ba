import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { watchApiKeys } from '../../src/processes/watch-api-keys.ts';
import { loadConfig } from '../../src/config/config.ts';
import { silentLogger } from '../../src/telemetry/logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'api-keys-'));
const file = join(folder, 'keys');
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
