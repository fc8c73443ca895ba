import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { watchRoles } from '../../src/processes/watch-roles.ts';
import { silentLogger } from '../../src/telemetry/logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'roles-'));
const file = join(folder, 'roles.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (...names: readonly string[]) =>
  writeFileSync(
    file,
    JSON.stringify({
      roles: Object.fromEntries(names.map((name) => [name, { group: { name }, policies: ['DNS'] }])),
    }),
  );

test('takes over a changed file, and keeps the previous roles while it has a mistake', async () => {
  write('developers');
  const errors: { mistakes?: readonly string[] }[] = [];
  const logger = { ...silentLogger, error: (fields: object) => void errors.push(fields) };
  const { onboarding } = loadConfig({ ONBOARDING_ROLES_FILE: file });
  let changes = 0;
  const { current, stop } = watchRoles(onboarding, logger, { everyMs: 20, onChange: () => void changes++ });
  const names = () => current().map(({ name }) => name);
  try {
    expect(names()).toEqual(['developers']);
    write('developers', 'billing');
    await vi.waitFor(() => expect(names()).toEqual(['developers', 'billing']));
    writeFileSync(file, '{"roles":{}}');
    await vi.waitFor(() =>
      expect(errors).toMatchObject([{ mistakes: ['roles must define at least one role'] }]),
    );
    expect(names()).toEqual(['developers', 'billing']);
    write('billing');
    await vi.waitFor(() => expect(names()).toEqual(['billing']));
    // The mistake was no change.
    expect(changes).toBe(2);
  } finally {
    stop();
  }
});

test('takes over a file that has changed since the configuration was read, and no other', async () => {
  write('developers');
  const { onboarding } = loadConfig({ ONBOARDING_ROLES_FILE: file });
  write('developers', 'billing');
  const current = loadConfig({ ONBOARDING_ROLES_FILE: file }).onboarding;
  let changes = 0;
  const onChange = () => void changes++;
  const stale = watchRoles(onboarding, silentLogger, { everyMs: 20, onChange });
  try {
    await vi.waitFor(() =>
      expect(stale.current().map(({ name }) => name)).toEqual(['developers', 'billing']),
    );
    expect(changes).toBe(1);
  } finally {
    stale.stop();
  }
  const upToDate = watchRoles(current, silentLogger, { everyMs: 20, onChange });
  await sleep(100);
  upToDate.stop();
  expect(changes).toBe(1);
});

test('without a file there are no roles', () => {
  const { current, stop } = watchRoles(loadConfig({}).onboarding, silentLogger);
  expect(current()).toEqual([]);
  stop();
});
