import { describe, expect, test } from 'vitest';
import { flowIdFor } from '../../../src/contract/temporal/flow-ids.ts';
import { releaseBrakeUpdate } from '../../../src/contract/temporal/messages.ts';
import { personIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import { brakeIdFor } from '../../../src/contract/temporal/brake.ts';
import { workflowIdOf } from '../../support/executions.ts';
import { testIdKey } from '../../support/id-key.ts';
import { idOfPolicy } from '../../support/id-of-policy.ts';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';
import { ada, command, countSuspended, hire, order, reaches, takings, userOf } from './leaver.ts';

/** Why the departure stopped, what helps, and what was taken until then. Calls it off afterwards. */
async function stopOf(stack: Stack, id: string) {
  const { attention } = await reaches(stack, id, 'needs_attention');
  const taken = await takings(stack);
  const { state } = await command(stack, id, 'reinstate');
  return { code: attention?.code, allowed: attention?.allowedCommands, taken, end: state };
}

/** What stops a departure before anything was taken. */
const stopped = (code: string, allowed: string[]) => ({ code, allowed, taken: [], end: 'reinstated' });

describe('what must never happen', () => {
  test('the removal of the root user, of the owner of the key, or of a protected address', async () => {
    const stack = await stackForTest({ leaver: { protectedAddresses: ['Boss@Example.com'] } });
    const insist = { evenIfNotBroughtInHere: true };
    await stack.vultr.addUser('boss@example.com');
    await stack.vultr.forgetRequests();
    const root = await order(stack, { email: 'root@example.com', ...insist });
    expect(await stopOf(stack, root.id)).toEqual(stopped('protected_person', ['reinstate']));
    const boss = await order(stack, { email: 'boss@example.com', ...insist });
    expect(await stopOf(stack, boss.id)).toEqual(stopped('protected_person', ['reinstate']));
    await expect(command(stack, boss.id, 'confirm')).rejects.toMatchObject({ code: 'command_not_possible' });
  });

  test('the removal of a service user', async () => {
    const stack = await stackForTest();
    const email = 'robot@example.com';
    const user = { id: 'u1', email, status: 'active', service_user: true, invited_by: 'root@example.com' };
    const fault = { kind: 'status', status: 200, body: { users: [user] }, times: 100 };
    await stack.vultr.fault({ match: { method: 'GET', path: '/v2/users' }, ...fault });
    const { id } = await order(stack, { email, evenIfNotBroughtInHere: true });
    expect(await stopOf(stack, id)).toEqual(stopped('service_user', ['reinstate']));
  });

  test('the removal of the last administrator, whatever is confirmed', async () => {
    const stack = await stackForTest();
    const { evidence } = await hire(stack);
    const policy = await idOfPolicy(stack.vultr, 'ManageUsers');
    await stack.vultr.call('POST', `/v2/policies/${policy}/users/${evidence?.userId}`);
    await stack.vultr.forgetRequests();
    const { id } = await order(stack);
    await reaches(stack, id, 'needs_attention');
    await expect(command(stack, id, 'confirm')).rejects.toMatchObject({ code: 'command_not_possible' });
    expect(await stopOf(stack, id)).toEqual(stopped('last_administrator', ['retry', 'reinstate']));
  });

  test('the removal of the last two administrators together', async () => {
    const stack = await stackForTest({ brake: { settleMs: 3_000 } });
    const emails = [ada, 'grace@example.com'];
    const policy = await idOfPolicy(stack.vultr, 'ManageUsers');
    for (const email of emails) {
      const { evidence } = await hire(stack, { email });
      await stack.vultr.call('POST', `/v2/policies/${policy}/users/${evidence?.userId}`);
    }
    // Both are surveyed while the brake gathers: each is an administrator beside the other.
    const [first, second] = await Promise.all(emails.map((email) => order(stack, { email })));
    const states = async () =>
      Promise.all([first, second].map(async (one) => (await stack.offboardings.get(one?.id ?? '')).state));
    await until('an end of both', states, (both) =>
      both.every((state) => state === 'suspended' || state === 'needs_attention'),
    );
    expect(await countSuspended(stack)).toBeLessThan(2);
  });

  test('the removal of the last administrator after an operator has skipped their suspension', async () => {
    const stack = await stackForTest();
    const policy = await idOfPolicy(stack.vultr, 'ManageUsers');
    const users: string[] = [];
    for (const email of [ada, 'grace@example.com']) {
      const { evidence } = await hire(stack, { email });
      users.push(evidence?.userId ?? '');
      await stack.vultr.call('POST', `/v2/policies/${policy}/users/${evidence?.userId}`);
    }
    const match = { method: 'PUT', path: '/v2/organizations/*/user/*/suspend' };
    await stack.vultr.fault({ match, kind: 'status', status: 400, body: { error: 'Not now.' } });
    const { id } = await order(stack);
    await reaches(stack, id, 'needs_attention');
    await stack.vultr.call('DELETE', `/v2/policies/${policy}/users/${users[1]}`);
    await command(stack, id, 'skip');
    const { attention } = await reaches(stack, id, 'needs_attention');
    expect(attention).toMatchObject({ step: 'suspendUser', code: 'last_administrator' });
    await command(stack, id, 'reinstate');
    expect(await userOf(stack, ada)).toMatchObject({ status: 'active' });
  });

  test('the removal of a person whom this service did not bring in, unless it is confirmed', async () => {
    const stack = await stackForTest();
    const email = 'omar@example.com';
    await stack.vultr.addUser(email);
    await stack.vultr.forgetRequests();
    const first = await order(stack, { email });
    expect(await stopOf(stack, first.id)).toEqual(
      stopped('not_brought_in_here', ['retry', 'confirm', 'reinstate']),
    );
    const second = await order(stack, { email, reason: 'this time for real', graceDays: 0 });
    await reaches(stack, second.id, 'needs_attention');
    await command(stack, second.id, 'confirm');
    expect(await reaches(stack, second.id, 'left')).toMatchObject({ confirmation: { by: 'ops' } });
    expect(await userOf(stack, email)).toBeUndefined();
  });

  test('a question about a person who has lost every group that this service gave them', async () => {
    const roles = [{ name: 'dev', group: { name: 'Developers' }, policies: ['Provisioning'] }];
    const stack = await stackForTest({ roles });
    await stack.vultr.addUser(ada);
    const asked = { group: undefined, policies: undefined };
    const { id } = await stack.start({ ...asked, roles: ['dev'] });
    await stack.reached(id, 'completed');
    const moved = await stack.start({ ...asked, roles: [], leaveGroups: 'managed', rehire: true });
    await stack.reached(moved.id, 'completed');
    const departure = await order(stack, { graceDays: 0 });
    await reaches(stack, departure.id, 'left');
    expect(await userOf(stack, ada)).toBeUndefined();
  });

  test('the removal of one of two users who may be the person', async () => {
    const stack = await stackForTest();
    await stack.vultr.addUser('ada.old@example.com');
    await hire(stack, { allowedAddresses: ['ada.old@example.com'] });
    await stack.vultr.forgetRequests();
    const { id } = await order(stack);
    expect(await stopOf(stack, id)).toEqual(stopped('person_ambiguous', ['retry', 'reinstate']));
  });

  test('a removal before the grace period is over, unless an operator ends it', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const { id } = await order(stack);
    await reaches(stack, id, 'suspended');
    await stack.restart();
    await command(stack, id, 'check');
    await command(stack, id, 'hold');
    await command(stack, id, 'resume');
    expect(await reaches(stack, id, 'suspended')).not.toHaveProperty('timings.removedAt');
    expect(await userOf(stack, ada)).toBeDefined();
    await command(stack, id, 'remove-now');
    expect(await reaches(stack, id, 'left')).toMatchObject({ removeNow: { by: 'ops' } });
  });

  test('a hire and a departure of one person at work at once', async () => {
    const stack = await stackForTest({ leaver: { graceMs: 0 } });
    const both = await Promise.allSettled([stack.start(), order(stack)]);
    const again = await Promise.allSettled([order(stack)]);
    const ids = [...both, ...again].flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    // Temporal runs no ID twice at once, so it is enough that a hire and a departure have the same one.
    const personId = personIdFor(testIdKey, stack.organization, ada);
    expect(new Set(ids.map(workflowIdOf))).toEqual(new Set([personId]));
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    const { flows } = await stack.onboardings.getPerson(personId);
    expect(flows.map(({ kind }) => kind)).toContain('offboarding');
    expect(flows.map(({ id }) => id).toSorted()).toEqual(
      flows.map((_, index) => flowIdFor(personId, index + 1)).toSorted(),
    );
  });

  test('a mass of departures, until an operator releases them', async () => {
    const stack = await stackForTest({ brake: { settleMs: 3_000, limit: 2 }, leaver: { graceMs: 0 } });
    const emails = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`);
    for (const email of emails) await hire(stack, { email });
    await stack.vultr.forgetRequests();
    const orders = await Promise.all(emails.map((email) => order(stack, { email })));
    for (const { id } of orders) {
      const { attention } = await reaches(stack, id, 'needs_attention');
      expect(attention).toMatchObject({
        step: 'passBrake',
        code: 'brake_on',
        allowedCommands: ['reinstate'],
      });
    }
    expect(await takings(stack)).toEqual([]);
    const [spared, ...others] = orders.map(({ id }) => id);
    await command(stack, spared ?? '', 'reinstate');
    await reaches(stack, spared ?? '', 'reinstated');
    const brake = stack.client.workflow.getHandle(brakeIdFor(stack.organization));
    const input = { by: 'ops', reason: 'the list is right', flowIds: others };
    expect(await brake.executeUpdate(releaseBrakeUpdate, { args: [input] })).toBe(3);
    for (const id of others) await reaches(stack, id, 'left');
    expect(await userOf(stack, emails[0] ?? '')).toBeDefined();
    expect(await userOf(stack, emails[1] ?? '')).toBeUndefined();
  });
});
