import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { checkClock } from '../../src/cli/doctor/check-vultr.ts';
import { testEncryptionSetting } from '../support/encryption.ts';
import { startSimulatedVultr, type SimulatedVultr } from '../support/simulated-vultr.ts';
import { testIdKey } from '../support/id-key.ts';
import { startStack, type Stack } from '../support/stack.ts';

const program = fileURLToPath(new URL('../../src/bin/doctor.ts', import.meta.url));

let stack: Stack;
let closedPort: SimulatedVultr;
beforeAll(async () => {
  stack = await startStack();
  const { id } = await stack.start();
  await stack.reached(id, 'awaiting_acceptance');
  closedPort = await startSimulatedVultr();
  await closedPort.stop();
});
afterAll(() => stack.stop());

type Output = { readonly code: number; readonly lines: readonly string[] };

function doctor(changes: Record<string, string> = {}, args: readonly string[] = []): Promise<Output> {
  const env = {
    PATH: process.env['PATH'],
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ONBOARDING_ORGANIZATION: stack.organization,
    ONBOARDING_API_KEYS: 'hr:secret-of-the-hr-system',
    ONBOARDING_ID_KEY: testIdKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    VULTR_API_URL: stack.vultr.url,
    VULTR_API_KEY: stack.vultr.apiKey,
    ONBOARDING_PROTECTED: 'root@example.com',
    ...changes,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, lines: `${stdout}${stderr}`.trim().split('\n') });
    });
  });
}

describe('npm run doctor', () => {
  test('passes all checks', async () => {
    const { code, lines } = await doctor({}, ['--policy', 'Provisioning']);
    expect(lines).toEqual([
      '✓ the configuration is complete',
      '✓ ONBOARDING_PROTECTED protects 1 user from removal',
      expect.stringMatching(/^✓ Temporal responds at 127\.0\.0\.1:\d+ \(server \d+\.\d+\.\d+\)$/),
      '✓ the namespace default keeps the histories of ended workflows for 30 days',
      '✓ Temporal accepts updates',
      '✓ all search attributes exist',
      '✓ onboardings can be listed and counted by state',
      expect.stringMatching(/^✓ 1 worker polls the task queue vultr-/),
      '✓ the brake is off',
      '✓ ONBOARDING_ENCRYPTION_KEYS decrypts the newest onboarding',
      '✓ ONBOARDING_ID_KEY matches the newest onboarding',
      expect.stringMatching(/^✓ the key can read invitations at .* \(1\)$/),
      expect.stringMatching(/^✓ the key can read users/),
      expect.stringMatching(/^✓ the key can read groups/),
      expect.stringMatching(/^✓ the key can read policies/),
      '✓ the managed policy Provisioning exists',
      expect.stringMatching(/^✓ this machine's clock and Vultr's differ by/),
      '',
      'All checks passed.',
    ]);
    expect(code).toBe(0);
  });

  test.each<[string, () => Record<string, string>, RegExp, RegExp]>([
    [
      'no Temporal',
      () => ({ TEMPORAL_ADDRESS: '127.0.0.1:1' }),
      /✗ Temporal does not respond/,
      /TEMPORAL_ADDRESS/,
    ],
    [
      'an unknown namespace',
      () => ({ TEMPORAL_NAMESPACE: 'nowhere' }),
      /✗ cannot read the namespace nowhere/,
      /namespace create/,
    ],
    [
      'no worker and no onboarding',
      () => ({ ONBOARDING_ORGANIZATION: randomUUID() }),
      /! no worker polls/,
      /start:worker/,
    ],
    [
      'another encryption key',
      () => ({ ONBOARDING_ENCRYPTION_KEYS: `x:${Buffer.alloc(32).toString('base64')}` }),
      /✗ cannot read the newest onboarding: .*"test"/,
      /all keys that are in use/,
    ],
    [
      'another ID key',
      () => ({ ONBOARDING_ID_KEY: 'another ID key, which is long enough' }),
      /✗ ONBOARDING_ID_KEY/,
      /two onboardings/,
    ],
    [
      'no protected user',
      () => ({ ONBOARDING_PROTECTED: '' }),
      /! ONBOARDING_PROTECTED names no user/,
      /Name that user/,
    ],
    [
      'a key that Vultr rejects',
      () => ({ VULTR_API_KEY: 'wrong' }),
      /✗ cannot read invitations/,
      /VULTR_API_KEY/,
    ],
    ['no Vultr', () => ({ VULTR_API_URL: closedPort.url }), /✗ cannot read invitations/, /VULTR_API_URL/],
    ['no key at all', () => ({ VULTR_API_KEY: '' }), /✗ VULTR_API_KEY: must be set/, /configuration\.md/],
    ['an invalid value', () => ({ PORT: 'http' }), /✗ PORT: must be a port/, /configuration\.md/],
  ])('%s: reports the problem and what to do', async (_name, changes, finding, remedy) => {
    const { code, lines } = await doctor(changes());
    const at = lines.findIndex((line) => finding.test(line));
    expect(lines).toContainEqual(expect.stringMatching(finding));
    expect(lines[at + 1]).toMatch(remedy);
    expect(code).toBe(lines[at]?.startsWith('✗') === true ? 1 : 0);
    expect(lines.join('\n')).not.toMatch(/secret-of-the-hr-system|^\s+at /m);
  });

  test('suggests a policy whose name differs only in case', async () => {
    const { code, lines } = await doctor({}, ['--policy', 'provisioning']);
    expect(lines).toContain('✗ No managed policy is named "provisioning"');
    expect(lines).toContain('    → Names are case-sensitive. Vultr has Provisioning.');
    expect(code).toBe(1);
  });
});

test('notices that the clock is wrong, and in which direction', async () => {
  const { url } = stack.vultr;
  const [behind] = await checkClock(url, () => Date.now() - 60_000);
  expect(behind?.text).toMatch(/^this machine's clock is (59|60|61)\.\d s behind Vultr's$/);
  const [ahead] = await checkClock(url, () => Date.now() + 60_000);
  expect(ahead?.text).toMatch(/ahead of/);
});
