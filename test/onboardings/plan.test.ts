import { afterEach, expect, test } from 'vitest';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import { until } from '../support/until.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;

afterEach(() => stack.stop());

const hire = (name: string, change: Partial<OnboardingRequest> = {}): OnboardingRequest => ({
  email: `${name}@example.com`,
  group: { name: 'Developers' },
  policies: ['Provisioning'],
  ...change,
});

test('a plan of as many policies as fit into a request does not exceed what Temporal accepts', async () => {
  stack = await startStack({ dialect: { requestsPerSecond: 0 } });
  const hires = Array.from({ length: 1_000 }, (_, index) =>
    hire(`hire${index}`, {
      policies: [
        'Provisioning',
        ...Array.from({ length: 49 }, (_policy, at) => `${at} of ${index} `.padEnd(76, 'x')),
      ],
    }),
  );
  expect(JSON.stringify({ items: hires }).length).toBeGreaterThan(3.7 * 1_048_576);
  const plan = await stack.onboardings.plan(hires);
  expect(plan).toHaveLength(hires.length);
  expect(new Set(plan.map((one) => one.code))).toEqual(new Set(['policy_not_found']));
  expect(plan.map(({ detail }, index) => detail?.includes(`"0 of ${index} `))).toEqual(hires.map(() => true));
});

test('a plan says what would happen to each request, changes nothing, and reads each list once', async () => {
  stack = await startStack({ dialect: { requestsPerSecond: 0 } });
  const { vultr, onboardings } = stack;
  await vultr.addUser('member@example.com');
  await vultr.addUser('suspended@example.com', 'suspended');
  await vultr.call('POST', '/v2/invitation', { email_invited: 'Invited@example.com' });
  const { id } = await stack.start({ email: 'open@example.com' });
  await stack.reached(id, 'awaiting_acceptance');
  await until(
    'the group',
    () => onboardings.get(id),
    ({ group }) => group.id !== undefined,
  );
  const before = await vultr.requests();
  const counts = await vultr.counts();

  const plan = await onboardings.plan([
    hire('new'),
    hire('open'),
    hire('open', { firstName: 'Other' }),
    hire('open', { policies: ['DNS'] }),
    hire('member'),
    hire('suspended'),
    hire('invited'),
    hire('wrong', { policies: ['provisioning'] }),
    hire('typo', { group: { name: 'developers' } }),
  ]);
  expect(plan).toEqual([
    { plan: 'invite' },
    { plan: 'existing', id },
    { plan: 'existing', id },
    { plan: 'conflict', detail: expect.stringContaining(id) },
    { plan: 'adopt_member' },
    { plan: 'refuse', code: 'person_not_active', detail: expect.stringContaining('status suspended') },
    { plan: 'adopt_invitation' },
    { plan: 'refuse', code: 'policy_not_found', detail: expect.any(String) },
    { plan: 'invite', warnings: [expect.stringContaining('"Developers" exists and was probably meant')] },
  ]);
  expect(await vultr.counts()).toEqual(counts);
  const after = await vultr.requests();
  for (const path of ['policies', 'groups', 'users']) {
    const operation = `GET /v2/${path}`;
    expect((after.byOperation[operation] ?? 0) - (before.byOperation[operation] ?? 0)).toBe(1);
  }
});
