import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';

const group = { name: 'Developers' };
const policies = ['Provisioning'];

test('the people of one Idempotency-Key are found by it, also after their details have changed', async () => {
  const { onboardings } = await stackForTest();
  const batch = { name: 'hr', idempotencyKey: 'batch-1' };
  const ada = { email: 'ada@example.com', group, policies };
  await onboardings.start(ada, batch);
  await onboardings.start({ ...ada, email: 'grace@example.com' }, batch);
  await onboardings.start({ ...ada, email: 'alan@example.com' }, { ...batch, idempotencyKey: 'batch-2' });
  const emailsOf = async (idempotencyKey: string) => {
    const { items } = await onboardings.list({ idempotencyKey, limit: 10 });
    return items.map(({ email }) => email).toSorted();
  };
  await until(
    'all people in the list',
    () => emailsOf('batch-1'),
    (emails) => emails.length === 2,
  );
  const { onboarding } = await onboardings.start({ ...ada, lastName: 'Lovelace' }, { name: 'hr' });
  expect(onboarding.lastName).toBe('Lovelace');
  expect(await emailsOf('batch-1')).toEqual(['ada@example.com', 'grace@example.com']);
  expect(await emailsOf('batch-2')).toEqual(['alan@example.com']);
  expect(await emailsOf('batch-3')).toEqual([]);
});

test('a list can be limited to those that entered their state since an instant', async () => {
  const { onboardings, start, reached } = await stackForTest();
  const { id } = await start();
  const { since } = await reached(id, 'awaiting_acceptance');
  const idsSince = async (atMs: number) => {
    const filter = { state: 'awaiting_acceptance', since: new Date(atMs), limit: 10 } as const;
    return (await onboardings.list(filter)).items.map((item) => item.id);
  };
  await until(
    'the person in the list',
    () => idsSince(Date.parse(since)),
    (ids) => ids.includes(id),
  );
  expect(await idsSince(Date.parse(since) + 1)).toEqual([]);
});

test('a person is found by each of their groups, also after their details have changed', async () => {
  const { onboardings } = await stackForTest({
    roles: [
      { name: 'developers', group: { name: 'Developers' }, policies: ['Provisioning'] },
      { name: 'billing', group: { name: 'Billing' }, policies: ['Billing'] },
    ],
  });
  const both = { email: 'ada@example.com', roles: ['developers', 'billing'] };
  const { onboarding } = await onboardings.start(both, { name: 'hr' });
  await onboardings.start({ email: 'grace@example.com', roles: ['developers'] }, { name: 'hr' });
  const emailsOf = async (name: string) => {
    const { items } = await onboardings.list({ group: name, limit: 10 });
    return items.map(({ email }) => email).toSorted();
  };
  const everyone = ['ada@example.com', 'grace@example.com'];
  await until(
    'both people in the list',
    () => emailsOf('Developers'),
    (emails) => emails.length === 2,
  );
  expect(await emailsOf('Developers')).toEqual(everyone);
  expect(await emailsOf('Billing')).toEqual(['ada@example.com']);
  expect(await emailsOf('billing')).toEqual([]);
  expect(onboarding.groups?.map(({ name }) => name)).toEqual(['Developers', 'Billing']);

  const renamed = await onboardings.start({ ...both, lastName: 'Lovelace' }, { name: 'hr' });
  expect(renamed.onboarding.lastName).toBe('Lovelace');
  expect(await emailsOf('Billing')).toEqual(['ada@example.com']);
});
