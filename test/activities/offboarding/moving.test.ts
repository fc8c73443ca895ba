import { beforeEach, describe, expect, test } from 'vitest';
import type {
  LeaveFoundGroupsInput,
  LeaveGroupsInput,
  WantedAccess,
} from '../../../src/contract/temporal/offboarding.ts';
import { idOfPolicy } from '../../support/id-of-policy.ts';
import { activitiesForTest, failureOf, lostResponses, runWithRetries, timings } from '../run-activity.ts';
import { ada, createAda, createGroup, leaverDialects } from './organization.ts';

const given = activitiesForTest();
beforeEach(() => given.vultr.setDialect({ requestsPerSecond: 0 }));

/** Ada, who was a developer and is in the group Billing by now, and in a group that nobody manages. */
async function createMover() {
  const { userId, groupId: oldGroup } = await createAda(given.vultr);
  const newGroup = await createGroup(given.vultr, 'Billing', 'Billing', userId);
  const foreign = await createGroup(given.vultr, 'Choir', 'Support', userId);
  const policies = [{ id: await idOfPolicy(given.vultr, 'Billing'), name: 'Billing' }];
  const wanted: WantedAccess[] = [{ groupId: newGroup, policies }];
  const input: LeaveFoundGroupsInput = {
    person: { userId, email: ada },
    leave: 'managed',
    managed: ['Developers', 'Billing'],
    wanted,
    found: [{ id: oldGroup, name: 'Developers' }],
    timings,
  };
  return { userId, oldGroup, newGroup, foreign, input };
}

async function groupsOf(userId: string): Promise<string[]> {
  const { groups } = (await given.vultr.call('GET', `/v2/users/${userId}/groups`)) as {
    groups: { display_name: string }[];
  };
  return groups.map((group) => group.display_name);
}

const leave = (input: LeaveFoundGroupsInput) => runWithRetries(() => given.activities.leaveGroups(input));

test.each(leaverDialects)('a mover leaves the old group and keeps every other, in %j', async (dialect) => {
  const { userId, oldGroup, input } = await createMover();
  await given.vultr.setDialect(dialect);
  const { result } = await leave(input);
  expect(result.left).toMatchObject([
    { id: oldGroup, name: 'Developers', policies: [{ name: 'Provisioning' }] },
  ]);
  expect(await groupsOf(userId)).toEqual(['Billing', 'Choir']);
  const proof = await runWithRetries(() => given.activities.verifyLeft({ ...input, ...result }));
  expect(proof.result.checks.map(({ passed }) => passed)).toEqual([true, true, true]);
});

describe('what is left', () => {
  test('is what is named, and never a group that is not managed or is wanted', async () => {
    const { userId, input } = await createMover();
    await leave({ ...input, leave: ['Choir', 'Billing'] });
    expect(await groupsOf(userId)).toEqual(['Developers', 'Billing', 'Choir']);
    await leave({ ...input, leave: ['Developers'] });
    expect(await groupsOf(userId)).toEqual(['Billing', 'Choir']);
  });

  test('is nothing before the person is in every wanted group', async () => {
    const { userId, newGroup, input } = await createMover();
    await given.vultr.call('DELETE', `/v2/groups/${newGroup}/members/${userId}`);
    const failure = await failureOf(() => given.activities.leaveGroups(input));
    expect(failure.type).toBe('access_not_verified');
    expect(await groupsOf(userId)).toEqual(['Developers', 'Choir']);
  });

  test('is nothing if two groups have the name', async () => {
    const { userId, input } = await createMover();
    await given.vultr.call('POST', '/v2/groups', { display_name: 'Developers', description: '' });
    const { groups } = (await given.vultr.call('GET', '/v2/groups')) as { groups: { id: string }[] };
    const path = `/v2/groups/${groups.at(-1)?.id}/members`;
    await given.vultr.call('POST', path, { user_id: userId, display_name: ada });
    const failure = await failureOf(() => given.activities.leaveGroups(input));
    expect(failure).toMatchObject({ type: 'group_ambiguous', nonRetryable: true });
    expect(await groupsOf(userId)).toHaveLength(4);
  });
});

test('what is to be left can be read without leaving it', async () => {
  const { userId, oldGroup, input } = await createMover();
  const find = (change: Partial<LeaveGroupsInput> = {}) =>
    runWithRetries(() => given.activities.findGroupsToLeave({ ...input, ...change }));
  expect((await find()).result).toEqual({ groups: [{ id: oldGroup, name: 'Developers' }] });
  expect((await find({ leave: ['Billing', 'Choir'] })).result).toEqual({ groups: [] });
  expect(await groupsOf(userId)).toEqual(['Developers', 'Billing', 'Choir']);
});

test.each(lostResponses)('a leaving whose response was lost happens once: $kind', async (fault) => {
  const { userId, input } = await createMover();
  await given.vultr.forgetRequests();
  await given.vultr.fault({ match: { method: 'DELETE', path: '/v2/groups/*/members/*' }, ...fault });
  const { failed } = await leave(input);
  expect(failed.map(({ type }) => type)).toEqual(['outcome_unknown']);
  expect(await groupsOf(userId)).toEqual(['Billing', 'Choir']);
  const { byOperation } = await given.vultr.requests();
  expect(byOperation['DELETE /v2/groups/{id}/members/{id}']).toBe(1);
});

async function createMoved() {
  const mover = await createMover();
  const { result } = await leave(mover.input);
  return { ...mover, verify: () => given.activities.verifyLeft({ ...mover.input, ...result }) };
}

describe('an attempt that follows one whose worker died', () => {
  test('still knows what was left', async () => {
    const { oldGroup, input } = await createMover();
    await leave(input);
    const { result } = await leave(input);
    expect(result.left).toMatchObject([
      { id: oldGroup, name: 'Developers', policies: [{ name: 'Provisioning' }] },
    ]);
  });

  test('knows it even if the group was deleted meanwhile', async () => {
    const { oldGroup, input } = await createMover();
    await leave(input);
    await given.vultr.call('DELETE', `/v2/groups/${oldGroup}`);
    const { result } = await leave(input);
    expect(result.left).toEqual([{ id: oldGroup, name: 'Developers', policies: [] }]);
    const proof = await runWithRetries(() => given.activities.verifyLeft({ ...input, ...result }));
    expect(proof.result.checks.every(({ passed }) => passed)).toBe(true);
  });
});

describe('the proof of a move', () => {
  test('fails if the person is back in the group', async () => {
    const { oldGroup, userId, verify } = await createMoved();
    const member = { user_id: userId, display_name: ada };
    await given.vultr.call('POST', `/v2/groups/${oldGroup}/members`, member);
    expect(await failureOf(verify)).toMatchObject({ type: 'still_there', nonRetryable: false });
  });

  test('fails if the wanted access is gone', async () => {
    const { newGroup, userId, verify } = await createMoved();
    await given.vultr.call('DELETE', `/v2/groups/${newGroup}/members/${userId}`);
    expect((await failureOf(verify)).message).toContain('keep');
  });

  test('passes if another group gives a policy of the old one as well', async () => {
    const { foreign, verify } = await createMoved();
    const policy = await idOfPolicy(given.vultr, 'Provisioning');
    await given.vultr.call('POST', `/v2/policies/${policy}/groups/${foreign}`);
    const { result } = await runWithRetries(verify);
    expect(result.warnings).toEqual([]);
  });

  test('passes if the person has a policy of the old group directly', async () => {
    const { userId, verify } = await createMoved();
    const policy = await idOfPolicy(given.vultr, 'Provisioning');
    await given.vultr.call('POST', `/v2/policies/${policy}/users/${userId}`);
    const { result } = await runWithRetries(verify);
    expect(result.checks.every(({ passed }) => passed)).toBe(true);
  });
});
