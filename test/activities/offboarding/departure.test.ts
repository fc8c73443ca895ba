import { beforeEach, describe, expect, test } from 'vitest';
import type { Check } from '../../../src/contract/api/onboarding-view.ts';
import { defined } from '../../../src/contract/lib/optional.ts';
import type { LeaverAccount, LeaverInput } from '../../../src/contract/temporal/offboarding.ts';
import { activitiesForTest, failureOf, lostResponses, runWithRetries } from '../run-activity.ts';
import { ada, createAda, leaverDialects, surveyOf } from './organization.ts';

const given = activitiesForTest();
beforeEach(() => given.vultr.setDialect({ requestsPerSecond: 0 }));

type StepName = 'suspendUser' | 'closeApi' | 'stripUser' | 'removeUser';

const departure: readonly StepName[] = ['suspendUser', 'closeApi', 'stripUser', 'removeUser'];

const run = async (step: StepName, input: LeaverInput) =>
  runWithRetries<unknown>(() => given.activities[step](input));

const resultOf = async <T>(activity: () => Promise<T>): Promise<T> => (await runWithRetries(activity)).result;

async function survey(): Promise<LeaverAccount> {
  const { result } = await runWithRetries(() => given.activities.surveyPerson(surveyOf()));
  if (result.account === undefined) throw new Error('the survey found nobody');
  return result.account;
}

/** What Ada has, as another holder of the organization's key reads it. */
async function read(userId: string, what: string): Promise<unknown[]> {
  const path =
    what === 'sessions' ? `/v2/assumed-roles/users/${userId}/sessions` : `/v2/users/${userId}/${what}`;
  const body = (await given.vultr.call('GET', path)) as Record<string, unknown>;
  const [rows] = Object.entries(body).flatMap(([key, value]) => (key === 'meta' ? [] : [value]));
  return Array.isArray(rows) ? rows : ((rows as { all?: unknown[] }).all ?? []);
}

async function countWrites(): Promise<Record<string, number>> {
  const { byOperation } = await given.vultr.requests();
  return Object.fromEntries(Object.entries(byOperation).filter(([name]) => !name.startsWith('GET ')));
}

test.each(leaverDialects)('a person leaves without a trace in the dialect %j', async (dialect) => {
  const { input } = await createAda(given.vultr);
  await given.vultr.setDialect(dialect);
  const before = await survey();

  const suspended = await resultOf(() => given.activities.suspendUser(input));
  expect(suspended.outcome).toBe('suspended');
  expect(suspended.checks.every(({ passed }) => passed)).toBe(true);
  // Nor does a row say so that has no status.
  const showsActive = dialect.suspendedUsers === 'active' || dialect.userStatus === 'absent';
  expect(suspended.warnings).toHaveLength(showsActive ? 1 : 0);

  const closed = await resultOf(() => given.activities.closeApi(input));
  expect(closed).toMatchObject({ sessionsRevoked: 2, warnings: [] });
  expect(closed.checks.map(({ passed }) => passed)).toEqual([true, true]);
  expect(JSON.stringify(closed)).not.toContain('session-');

  const stripped = await resultOf(() => given.activities.stripUser(input));
  expect(stripped.checks.map(({ passed }) => passed)).toEqual([true, true, true, true]);
  await resultOf(() => given.activities.removeUser(input));

  const { result: proof } = await runWithRetries(() => given.activities.verifyGone({ ...input, before }));
  expect(proof.checks).toHaveLength(6);
  expect(proof.checks.every(({ passed }) => passed)).toBe(true);
  expect(await given.vultr.counts()).toMatchObject({ users: 1, memberships: 0, attachments: 1 });
});

test('a leaver who has one group and one key takes few requests', async () => {
  const { input, policyId, roleId, userId } = await createAda(given.vultr);
  await given.vultr.call('DELETE', `/v2/policies/${policyId}/users/${userId}`);
  await given.vultr.call('DELETE', `/v2/roles/${roleId}/users/${userId}`);
  await run('closeApi', input);
  await given.vultr.call('PATCH', `/v2/users/${userId}`, { api_enabled: true });
  await given.vultr.forgetRequests();
  const before = await survey();
  for (const step of departure) await run(step, input);
  await runWithRetries(() => given.activities.verifyGone({ ...input, before }));
  const { total } = await given.vultr.requests();
  // Alone: of many who leave at once, the lists are read for all together.
  expect(total).toBeLessThanOrEqual(32);
});

test('a group that was deleted in the meantime does not stand in the way of the proof', async () => {
  const { input, groupId } = await createAda(given.vultr);
  const before = await survey();
  for (const step of departure) await run(step, input);
  await given.vultr.call('DELETE', `/v2/groups/${groupId}`);
  const proof = await resultOf(() => given.activities.verifyGone({ ...input, before }));
  expect(proof.checks.every(({ passed }) => passed)).toBe(true);
});

const steps: { step: StepName; method: string; path: string; writes: number }[] = [
  { step: 'suspendUser', method: 'PUT', path: '/v2/organizations/*/user/*/suspend', writes: 1 },
  { step: 'closeApi', method: 'PATCH', path: '/v2/users/*', writes: 3 },
  { step: 'closeApi', method: 'DELETE', path: '/v2/assumed-roles/*', writes: 3 },
  { step: 'stripUser', method: 'DELETE', path: '/v2/users/*/apikeys/*', writes: 4 },
  { step: 'stripUser', method: 'DELETE', path: '/v2/groups/*/members/*', writes: 4 },
  { step: 'stripUser', method: 'DELETE', path: '/v2/policies/*/users/*', writes: 4 },
  { step: 'stripUser', method: 'DELETE', path: '/v2/roles/*/users/*', writes: 4 },
  { step: 'removeUser', method: 'DELETE', path: '/v2/organizations/*/user/*', writes: 1 },
];

describe.each(steps)('$step, $method $path', ({ step, method, path, writes }) => {
  test.each(lostResponses)('is written once although its response was lost: $kind', async (fault) => {
    const { input } = await createAda(given.vultr);
    await given.vultr.forgetRequests();
    await given.vultr.fault({ match: { method, path }, ...fault });
    const { failed } = await run(step, input);
    expect(failed.map(({ type }) => type)).toEqual(['outcome_unknown']);
    const counts = Object.values(await countWrites());
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(writes);
    await run(step, input);
  });

  test('is written again if Vultr failed before it', async () => {
    const { input } = await createAda(given.vultr);
    await given.vultr.fault({ match: { method, path }, kind: 'error-before' });
    const { failed } = await run(step, input);
    expect(failed.map(({ type }) => type)).toEqual(['outcome_unknown']);
    expect(await given.vultr.pendingFaults()).toBe(0);
  });

  test('writes nothing when it is repeated', async () => {
    const { input } = await createAda(given.vultr);
    await run(step, input);
    await given.vultr.forgetRequests();
    await run(step, input);
    expect(await countWrites()).toEqual({});
  });
});

const suspend = (input: LeaverInput) => resultOf(() => given.activities.suspendUser(input));

describe('a suspension', () => {
  const path = '/v2/organizations/*/user/*/suspend';

  test.each([404, 405, 501])('that Vultr does not have (%i) is noted and stops nothing', async (status) => {
    const { input } = await createAda(given.vultr);
    const fault = { kind: 'status', status, body: { error: 'No.' } };
    await given.vultr.fault({ match: { method: 'PUT', path }, ...fault });
    const { outcome, warnings } = await suspend(input);
    expect(outcome).toBe('unsupported');
    expect(warnings).toMatchObject([expect.stringContaining(String(status))]);
  });

  test('that Vultr refuses stops the departure', async () => {
    const { input } = await createAda(given.vultr);
    const fault = { kind: 'status', status: 400, body: { error: 'Not this one.' } };
    await given.vultr.fault({ match: { method: 'PUT', path }, ...fault });
    expect(await failureOf(() => given.activities.suspendUser(input))).toMatchObject({
      type: 'vultr_refused',
      nonRetryable: true,
    });
  });

  test('of a user who is gone does nothing', async () => {
    const { input } = await createAda(given.vultr);
    await run('removeUser', input);
    expect(await suspend(input)).toEqual({ outcome: 'absent', checks: [], warnings: [] });
  });

  test('that Vultr confirms and does not show is not believed', async () => {
    const { input } = await createAda(given.vultr);
    await given.vultr.fault({ match: { method: 'PUT', path }, kind: 'status', status: 204, body: null });
    expect(await failureOf(() => given.activities.suspendUser(input))).toMatchObject({
      type: 'write_not_visible',
    });
  });
});

test.each(['404', '400'] as const)('a user who is gone has nothing to take: %s', async (missing) => {
  const { input } = await createAda(given.vultr);
  await run('removeUser', input);
  await given.vultr.setDialect({ missing });
  const stripped = await resultOf(() => given.activities.stripUser(input));
  expect(stripped).toMatchObject({ checks: [], warnings: [expect.any(String)] });
  const closed = await resultOf(() => given.activities.closeApi(input));
  expect(closed).toMatchObject({ checks: [], sessionsRevoked: 0 });
});

test('sessions that Vultr cannot list are a warning, and the API is closed all the same', async () => {
  const { input, userId } = await createAda(given.vultr);
  const fault = { kind: 'status', status: 404, body: { error: 'Not found.' } };
  await given.vultr.fault({ match: { path: '/v2/assumed-roles/users/*/sessions' }, ...fault });
  const { warnings, sessionsRevoked } = await resultOf(() => given.activities.closeApi(input));
  expect([warnings.length, sessionsRevoked]).toEqual([1, 0]);
  const { user } = (await given.vultr.call('GET', `/v2/users/${userId}`)) as { user: object };
  expect(user).toMatchObject({ api_enabled: false });
});

describe('the proof that a person is gone', () => {
  test.each([
    ['is in the organization', async () => {}, 'GET /v2/users'],
    [
      'is suspended, and not in the list of users',
      async (input: LeaverInput) => {
        await given.vultr.setDialect({ suspendedUsers: 'absent' });
        await run('suspendUser', input);
      },
      'suspended-users',
    ],
  ])('fails while the person %s', async (_name, prepare, request) => {
    const { input } = await createAda(given.vultr);
    const before = await survey();
    await prepare(input);
    const failure = await failureOf(() => given.activities.verifyGone({ ...input, before }));
    expect(failure).toMatchObject({ type: 'still_there', nonRetryable: false });
    expect(JSON.stringify(failure.details)).toContain(request);
  });

  test('fails if a membership comes back with a new invitation', async () => {
    await given.vultr.setDialect({ reinvitedAccess: 'revived' });
    const { input } = await createAda(given.vultr);
    const before = await survey();
    await run('removeUser', input);
    await given.vultr.call('POST', '/v2/invitation', { email_invited: ada });
    const { items } = (await given.vultr.call('GET', '/__sim/mail')) as { items: { invitationId: string }[] };
    await given.vultr.accept(items[0]?.invitationId ?? '');
    const failure = await failureOf(() => given.activities.verifyGone({ ...input, before }));
    expect(failure.message).toContain('Developers');
  });
});

describe('a reinstatement', () => {
  test.each(leaverDialects)('gives back what the departure took, in %j', async (dialect) => {
    const { input, userId } = await createAda(given.vultr);
    await given.vultr.setDialect(dialect);
    const before = await survey();
    await run('suspendUser', input);
    await run('closeApi', input);
    const { result } = await runWithRetries(() => given.activities.reinstateUser({ ...input, before }));
    expect(result.checks.map(({ passed }) => passed)).toEqual([true, true]);
    expect(await survey()).toEqual(before);
    expect(await read(userId, 'apikeys')).toHaveLength(1);
    expect(await read(userId, 'sessions')).toHaveLength(0);
  });

  test('leaves off what was off before', async () => {
    const { input, userId } = await createAda(given.vultr);
    await run('suspendUser', input);
    await given.vultr.call('PATCH', `/v2/users/${userId}`, { api_enabled: false });
    const before = await survey();
    await given.vultr.forgetRequests();
    await runWithRetries(() => given.activities.reinstateUser({ ...input, before }));
    expect(await countWrites()).toEqual({});
  });

  test('of a user who is gone says so', async () => {
    const { input } = await createAda(given.vultr);
    const before = await survey();
    await run('removeUser', input);
    expect(await failureOf(() => given.activities.reinstateUser({ ...input, before }))).toMatchObject({
      type: 'person_not_found',
      nonRetryable: true,
    });
  });
});

describe.each(leaverDialects)(
  'what the survey has read is acted on at once, in the dialect %j',
  (dialect) => {
    test('with one reading less for each, and the same proof', async () => {
      const { input } = await createAda(given.vultr);
      await given.vultr.setDialect(dialect);
      const before = await survey();
      const count = async (work: () => Promise<unknown>) => {
        await given.vultr.forgetRequests();
        await work();
        return (await given.vultr.requests()).total;
      };
      const surveyed = { ...input, before };
      const toSuspend = await count(async () => {
        const { outcome, checks } = await resultOf(() => given.activities.suspendUser(surveyed));
        expect([outcome, checks.length > 0]).toEqual(['suspended', true]);
      });
      expect(toSuspend).toBe(3);
      const closed = await resultOf(() => given.activities.closeApi(surveyed));
      expect(closed.checks.map(({ passed }) => passed)).toEqual([true, true]);
      const stripped = await resultOf(() => given.activities.stripUser(surveyed));
      expect(stripped.checks.map(({ passed }) => passed)).toEqual([true, true, true, true]);
      const { listing } = stripped;
      expect(listing).toBeDefined();
      let proven: readonly Check[] = [];
      const toRemove = await count(async () => {
        ({ checks: proven } = await resultOf(() =>
          given.activities.removeUser({ ...input, ...defined({ listing }) }),
        ));
      });
      expect(toRemove).toBe(2);
      const proof = await resultOf(() => given.activities.verifyGone({ ...surveyed, proven }));
      expect(proof.checks).toHaveLength(6);
      expect(proof.checks.every(({ passed }) => passed)).toBe(true);
    });

    test('also if someone else has taken everything meanwhile', async () => {
      const { input, userId, groupId, policyId, roleId, organizationId } = await createAda(given.vultr);
      await given.vultr.setDialect(dialect);
      const before = await survey();
      const { vultr } = given;
      await vultr.call('PUT', `/v2/organizations/${organizationId}/user/${userId}/suspend`);
      await vultr.call('PATCH', `/v2/users/${userId}`, { api_enabled: false });
      const [key] = (await read(userId, 'apikeys')) as { id: string }[];
      await vultr.call('DELETE', `/v2/users/${userId}/apikeys/${key?.id}`);
      const [member] = await membersOf(groupId);
      await vultr.call('DELETE', `/v2/groups/${groupId}/members/${member?.id}`);
      await vultr.call('DELETE', `/v2/policies/${policyId}/users/${userId}`);
      await vultr.call('DELETE', `/v2/roles/${roleId}/users/${userId}`);

      const surveyed = { ...input, before };
      expect(await resultOf(() => given.activities.suspendUser(surveyed))).toMatchObject({
        outcome: 'suspended',
      });
      const closed = await resultOf(() => given.activities.closeApi(surveyed));
      expect(closed.checks.map(({ passed }) => passed)).toEqual([true, true]);
      const stripped = await resultOf(() => given.activities.stripUser(surveyed));
      expect(stripped.checks.map(({ passed }) => passed)).toEqual([true, true, true, true]);
    });
  },
);

async function membersOf(groupId: string): Promise<{ id: string }[]> {
  const body = (await given.vultr.call('GET', `/v2/groups/${groupId}/members`)) as {
    members?: { id: string }[];
    group_members?: { id: string }[];
  };
  return body.members ?? body.group_members ?? [];
}
