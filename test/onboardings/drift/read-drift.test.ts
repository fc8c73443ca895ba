import { expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';

test('the report names who has lost access and who is a stranger, and leaves out people in progress', async () => {
  const { start, reached, vultr, onboardings } = await stackForTest();
  const emails = ['ada@example.com', 'grace@example.com', 'alan@example.com'];
  const runs = await Promise.all(emails.map((email) => start({ email })));
  for (const { id } of runs) {
    const { invitation } = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invitation?.id ?? '');
    await reached(id, 'completed');
  }
  // Temporal's visibility shows everyone a little later.
  const hires = await until(
    'everyone to be listed',
    () => onboardings.listPeople({ limit: 10 }),
    ({ items }) => items.filter(({ state }) => state === 'completed').length === 3,
  );
  const groupId = hires.items[0]?.grants[0]?.group.id ?? '';
  const idOf = (email: string) => hires.items.find((person) => person.email === email)?.userId ?? '';
  const agreeing = await until(
    'everyone to be in the report',
    () => onboardings.readDrift(),
    ({ people }) => people === 3,
  );
  expect(agreeing).toMatchObject({
    complete: true,
    people: 3,
    groups: [{ id: groupId, status: 'agrees', granted: 3, members: 3 }],
  });

  await vultr.call('DELETE', `/v2/groups/${groupId}/members/${idOf('ada@example.com')}`);
  const stranger = (await vultr.call('POST', '/__sim/users', {
    email: 'stranger@example.com',
    name: 'Stranger',
  })) as { id: string };
  await vultr.call('POST', `/v2/groups/${groupId}/members`, {
    user_id: stranger.id,
    display_name: 'Stranger',
  });
  const waiting = await start({ email: 'later@example.com' });
  await reached(waiting.id, 'awaiting_acceptance');

  const { people, groups } = await until(
    'a person in progress',
    () => onboardings.readDrift(),
    ({ inProgress }) => inProgress === 1,
  );
  expect(people).toBe(3);
  expect(groups).toMatchObject([
    {
      id: groupId,
      name: 'Developers',
      status: 'differs',
      missingItems: [{ email: 'ada@example.com', reason: 'not_a_member' }],
      unknownItems: [{ userId: stranger.id }],
      missingPolicies: [],
    },
  ]);
});
