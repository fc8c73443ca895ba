import { expect, test } from 'vitest';
import { stackForTest } from '../../support/with-stack.ts';
import { hire, order, reaches } from './leaver.ts';

/** What a leaver costs without a group and a key, and what each of those adds. */
const limits = { person: 24, group: 2, key: 2 };

test('a person with a group and an API key leaves with few requests to Vultr', async () => {
  const stack = await stackForTest({ leaver: { graceMs: 1_000 } });
  await hire(stack, { apiAccess: true });
  await stack.vultr.forgetRequests();

  const { id } = await order(stack);
  const left = await reaches(stack, id, 'left');
  const { byOperation } = await stack.vultr.requests();
  expect(left.before).toMatchObject({ apiKeys: 1, groups: [{ name: 'Developers' }] });
  const count = Object.values(byOperation).reduce((sum, one) => sum + one, 0);
  // A failure shows which requests there were.
  const allowed = limits.person + limits.group + limits.key;
  expect(count <= allowed ? 'few enough' : byOperation).toBe('few enough');
});
