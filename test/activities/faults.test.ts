import type { ApplicationFailure } from '@temporalio/common';
import { beforeEach, describe, expect, test } from 'vitest';
import { failures, isFailureCode } from '../../src/contract/rules/failures.ts';
import { firstGrantStep, grantFailureOf, type GrantInput } from '../../src/contract/temporal/grant.ts';
import { activitiesForTest, failureOf, lostResponses, runWithRetries, timings } from './run-activity.ts';

const given = activitiesForTest();
const email = 'ada@example.com';
const grantInput: GrantInput = {
  email,
  allowedAddresses: [],
  acceptance: {},
  groups: [],
  from: firstGrantStep,
  skipped: [],
  known: {},
  timings,
};
const invite = () => given.activities.inviteUser({ email, apiAccess: false, ownInvitationIds: [], timings });

/** What an onboarding writes: the request to disturb, and the effect that must exist once in the end. */
const writes: {
  name: string;
  path: string;
  act: (last?: ApplicationFailure) => Promise<unknown>;
  effect: string;
}[] = [
  { name: 'inviteUser', path: '/v2/invitation', act: invite, effect: 'mails' },
  {
    name: 'ensureGroup',
    path: '/v2/groups',
    act: () => given.activities.ensureGroup({ name: 'Developers', description: '', timings }),
    effect: 'groups',
  },
  { name: 'attachPolicies', path: '/v2/policies/*/groups/*', act: attach, effect: 'attachments' },
  { name: 'grant', path: '/v2/groups/*/members', act: grantMembership, effect: 'memberships' },
];

async function attach() {
  const group = await given.activities.ensureGroup({ name: 'Developers', description: '', timings });
  const input = {
    email,
    allowedAddresses: [],
    groups: [{ name: 'Developers', policies: ['Provisioning'] }],
    timings,
  };
  const { groups } = await given.activities.preflight(input);
  const policies = groups.flatMap((checked) => checked.policies);
  return given.activities.attachPolicies({ groupId: group.id, policies, timings });
}

/** Continues as the workflow does. What is verified is another test. */
async function grantMembership(last?: ApplicationFailure) {
  const group = await given.activities.ensureGroup({ name: 'Developers', description: '', timings });
  const { step: from = firstGrantStep, effects: known = {} } = grantFailureOf(last?.details?.[0]) ?? {};
  const groups = [{ groupId: group.id, policies: [] }];
  return given.activities.grant({ ...grantInput, groups, from, known, skipped: ['verifyAccess'] });
}

const rejectedBefore = [
  { kind: 'error-before' },
  { kind: 'drop-before' },
  { kind: 'html-504', when: 'before' },
  { kind: 'rate-limited', retryAfter: '3' },
  { kind: 'rate-limited' },
];

describe.each(writes)('$name takes effect once', ({ path, act, effect }) => {
  beforeEach(async () => {
    // Vultr itself does not prevent duplicates here.
    await given.vultr.setDialect({ duplicateInvitation: 'doubled', duplicateGroupName: 'allowed' });
    if (effect === 'memberships') await given.vultr.addUser(email);
  });

  test.each(lostResponses)('when the write took effect and its response was lost: $kind', async (fault) => {
    await given.vultr.fault({ match: { method: 'POST', path }, ...fault });
    const { failed } = await runWithRetries(act);
    expect(failed.map(({ type }) => type)).toEqual(['outcome_unknown']);
    // Nothing is written again until reads have had time to show it.
    expect(failed[0]?.nextRetryDelay).toBeGreaterThanOrEqual(timings.settleMs);
    expect(await given.vultr.counts()).toMatchObject({ [effect]: 1 });
  });

  test.each(rejectedBefore)('when the write did not take effect: $kind', async (fault) => {
    await given.vultr.fault({ match: { method: 'POST', path }, ...fault });
    const { failed } = await runWithRetries(act);
    expect(failed).toHaveLength(1);
    const minPauseMs = 'retryAfter' in fault ? 3_000 : 900;
    expect(failed[0]?.nextRetryDelay).toBeGreaterThanOrEqual(minPauseMs);
    expect(await given.vultr.counts()).toMatchObject({ [effect]: 1 });
  });

  test('when the step runs twice', async () => {
    await runWithRetries(act);
    await runWithRetries(act);
    expect(await given.vultr.counts()).toMatchObject({ [effect]: 1 });
  });
});

describe('a fault of a read that passes within the attempt', () => {
  test.each([...rejectedBefore.filter(({ retryAfter }) => retryAfter === undefined), { kind: 'garbage' }])(
    'costs no attempt: $kind',
    async (fault) => {
      await given.vultr.fault({ match: { method: 'GET' }, ...fault, times: 2 });
      const { failed } = await runWithRetries(invite);
      expect(failed).toEqual([]);
      expect(await given.vultr.counts()).toMatchObject({ mails: 1 });
    },
  );
});

describe('failures are coded', () => {
  test.each([
    [401, 'vultr_unauthorized'],
    [403, 'vultr_forbidden'],
    [400, 'vultr_refused'],
    [422, 'vultr_refused'],
    [429, 'vultr_rate_limited'],
    [500, 'vultr_unavailable'],
    [503, 'vultr_unavailable'],
  ])('a read with the response %i fails with %s', async (status, code) => {
    await given.vultr.fault({ kind: 'status', status, body: { error: 'No.', status }, times: 3 });
    const failure = await failureOf(invite);
    expect(failure.type).toBe(code);
    expect(isFailureCode(failure.type) && failures[failure.type].retryable).toBe(
      failure.nonRetryable !== true,
    );
    expect(failure.details?.[0]).toMatchObject({ status, answer: 'No.' });
    expect(JSON.stringify(failure)).not.toContain(given.vultr.apiKey);
  });

  test('nothing chooses between two users with one email', async () => {
    const users = ['ada@example.com', 'Ada@Example.com'].map((spelling, id) => ({
      id: `${id}`,
      email: spelling,
      status: 'active',
    }));
    await given.vultr.fault({
      match: { method: 'GET', path: '/v2/users' },
      kind: 'status',
      status: 200,
      body: { users },
    });
    expect(await failureOf(invite)).toMatchObject({ type: 'person_ambiguous', nonRetryable: true });
    expect(await given.vultr.counts()).toMatchObject({ mails: 0 });
  });

  test('another person who accepted is stopped before their row can be read', async () => {
    const acceptance = { registeredEmail: 'mallory@example.com' };
    const failure = await failureOf(() => given.activities.grant({ ...grantInput, acceptance }));
    expect(failure).toMatchObject({ type: 'wrong_person', nonRetryable: true });
  });
});
