import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadStartConfig } from '../../src/config/config.ts';
import { withSimulatorDefaults } from '../../src/config/simulator-defaults.ts';

test('with the simulator, npm start has two roles, and the brake gathers for seconds', () => {
  const { rolesFile, brake } = loadStartConfig({}).onboarding;
  expect(rolesFile?.roles.map(({ name }) => name)).toEqual(['developers', 'billing']);
  expect(brake.settleMs).toBe(5_000);
});

test('the roles are those of docs/roles.md', () => {
  const { rolesFile } = loadStartConfig({}).onboarding;
  const page = readFileSync(new URL('../../docs/roles.md', import.meta.url), 'utf8');
  const [, example] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  expect(readFileSync(rolesFile?.file ?? '', 'utf8')).toBe(example);
});

test('a setting of the environment has priority', () => {
  const given = { ONBOARDING_BRAKE_SETTLE: '60s' };
  expect(loadStartConfig(given).onboarding.brake.settleMs).toBe(60_000);
});

test.each(['VULTR_API_KEY', 'VULTR_API_KEY_FILE'])('with the real Vultr (%s), nothing changes', (name) => {
  const environment = { [name]: 'something' };
  expect(withSimulatorDefaults(environment)).toEqual(environment);
});
