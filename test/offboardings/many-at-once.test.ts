import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';
import { ada, hire, order, reaches, takings } from '../workflows/offboarding/leaver.ts';

const hr = { name: 'hr' };
const reason = 'the office closes';

test('a batch over the limit is held as a whole, although each order alone would pass', async () => {
  const stack = await stackForTest({ brake: { settleMs: 0, limit: 2 } });
  const emails = ['ada', 'bob', 'cleo'].map((name) => `${name}@example.com`);
  for (const email of emails) await hire(stack, { email });
  const requests = emails.map((email) => ({ email, reason }));
  const planned = await stack.offboardings.plan(requests);
  expect(planned.items.map(({ plan, before }) => [plan, before?.groups.map(({ name }) => name)])).toEqual(
    emails.map(() => ['offboard', ['Developers']]),
  );
  expect(planned.brake).toMatchObject({ holds: true, asking: 3, batchSize: 3, limit: 2 });

  // One order of the batch, then the rest: the brake decides about each at once.
  await stack.vultr.forgetRequests();
  const [first] = await stack.offboardings.orderAll(requests.slice(0, 1), hr, requests.length);
  expect(first).toMatchObject({ outcome: 'started' });
  const ordered = await stack.offboardings.orderAll(requests, hr, requests.length);
  expect(ordered.map((one) => 'outcome' in one && one.outcome)).toEqual(['existing', 'started', 'started']);
  const held = await until(
    'the brake to hold the batch',
    () => stack.onboardings.getBrake(),
    (brake) => brake.held === 3,
  );
  expect(await takings(stack)).toEqual([]);
  expect(await stack.offboardings.plan(requests)).toMatchObject({
    items: emails.map(() => ({ plan: 'existing' })),
    brake: { holds: false, asking: 0, batchSize: 0, held: 3 },
  });

  await stack.onboardings.releaseBrake({ reason, held: held.held }, { name: 'ops' });
  for (const { id } of held.items) await reaches(stack, id, 'suspended');
});

test('a person whose departure was ordered before does not make a batch larger', async () => {
  const stack = await stackForTest({ brake: { settleMs: 0, limit: 2 } });
  await hire(stack, { email: ada });
  await reaches(stack, (await order(stack, { reason })).id, 'suspended');
  const known = { email: ada, reason };
  const results = await stack.offboardings.orderAll([known, { email: 'zoe@example.com', reason }], hr);
  expect(results.map((one) => 'outcome' in one && one.outcome)).toEqual(['existing', 'started']);
  const { brake } = await stack.offboardings.plan([known, { email: 'omar@example.com', reason }]);
  expect(brake).toMatchObject({ batchSize: 1, asking: 0, passed: 1 });
});

test('a plan names what is in the way, and changes nothing', async () => {
  const stack = await stackForTest({ leaver: { protectedAddresses: ['boss@example.com'] } });
  await stack.vultr.call('POST', '/__sim/users', { email: 'boss@example.com', name: 'Boss' });
  const open = await stack.start({ email: ada });
  await stack.reached(open.id, 'awaiting_acceptance');
  const { items } = await stack.offboardings.plan([
    { email: 'boss@example.com', reason },
    { email: ada, reason },
  ]);
  expect(items).toEqual([
    expect.objectContaining({ plan: 'refuse', code: 'protected_person' }),
    { plan: 'absent', invitations: 1, warnings: [`The order interrupts the open onboarding ${open.id}.`] },
  ]);
  expect((await stack.onboardings.get(open.id)).state).toBe('awaiting_acceptance');
});
