import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVultrActivities, type VultrActivities } from '../../src/activities/index.ts';
import { failures, isFailureCode } from '../../src/contract/rules/failures.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { shortTimings } from '../support/timings.ts';

// Warnings about intended faults would fill the screen.
const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

// Attempts follow each other without a pause; the tests read from the failure how long it must be.
const timings = { ...shortTimings, settleMs: 1_500 };
const requestTimeoutMs = 700;

let vultr: SimulatedVultr;
let activities: VultrActivities;

beforeEach(async () => {
  vultr = await startSimulatedVultr();
  activities = createVultrActivities(
    createVultrClient({ baseUrl: vultr.url, apiKey: vultr.apiKey, timeoutMs: requestTimeoutMs }),
  );
});
afterEach(() => vultr.stop());

/** Runs an activity as Temporal does: again after each retryable failure. Returns the failures as well. */
async function runWithRetries<T>(
  activity: () => Promise<T>,
): Promise<{ result: T; failed: ApplicationFailure[] }> {
  const failed: ApplicationFailure[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      const environment = new MockActivityEnvironment(
        { attempt, currentAttemptScheduledTimestampMs: Date.now() },
        { logger },
      );
      return { result: await environment.run(activity), failed };
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      failed.push(error);
      if (error.nonRetryable === true || attempt === 5) throw error;
    }
  }
}

async function failureOf(activity: () => Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await new MockActivityEnvironment({ attempt: 1 }, { logger }).run(activity);
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('the activity succeeded');
}

const email = 'ada@example.com';
const invite = () => activities.inviteUser({ email, apiAccess: false, ownInvitationIds: [], timings });

/** What an onboarding writes: the request to disturb, and the effect that must exist once in the end. */
const writes: { name: string; path: string; act: () => Promise<unknown>; effect: string }[] = [
  { name: 'inviteUser', path: '/v2/invitation', act: invite, effect: 'mails' },
  {
    name: 'ensureGroup',
    path: '/v2/groups',
    act: () => activities.ensureGroup({ name: 'Developers', description: '', timings }),
    effect: 'groups',
  },
  { name: 'attachPolicies', path: '/v2/policies/*/groups/*', act: attach, effect: 'attachments' },
  { name: 'addMember', path: '/v2/groups/*/members', act: addMember, effect: 'memberships' },
];

async function attach() {
  const group = await activities.ensureGroup({ name: 'Developers', description: '', timings });
  const input = {
    email,
    allowedAddresses: [],
    groupName: 'Developers',
    policies: ['Provisioning'],
    timings,
  };
  const { policies } = await activities.preflight(input);
  return activities.attachPolicies({ groupId: group.id, policies, timings });
}

async function addMember() {
  const group = await activities.ensureGroup({ name: 'Developers', description: '', timings });
  const person = await activities.confirmPerson({ email, allowedAddresses: [], acceptance: {}, timings });
  return activities.addMember({ groupId: group.id, person, timings });
}

const lostResponses = [
  { kind: 'error-after' },
  { kind: 'drop-after' },
  { kind: 'html-504', when: 'after' },
  { kind: 'garbage', when: 'after' },
  { kind: 'slow', when: 'after', delayMs: 5_000 },
];

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
    await vultr.setDialect({ duplicateInvitation: 'doubled', duplicateGroupName: 'allowed' });
    if (effect === 'memberships') await vultr.addUser(email);
  });

  test.each(lostResponses)('when the write took effect and its response was lost: $kind', async (fault) => {
    await vultr.fault({ match: { method: 'POST', path }, ...fault });
    const { failed } = await runWithRetries(act);
    expect(failed.map(({ type }) => type)).toEqual(['outcome_unknown']);
    // Nothing is written again until reads have had time to show it.
    expect(failed[0]?.nextRetryDelay).toBeGreaterThanOrEqual(timings.settleMs);
    expect(await vultr.counts()).toMatchObject({ [effect]: 1 });
  });

  test.each(rejectedBefore)('when the write did not take effect: $kind', async (fault) => {
    await vultr.fault({ match: { method: 'POST', path }, ...fault });
    const { failed } = await runWithRetries(act);
    expect(failed).toHaveLength(1);
    const minPauseMs = 'retryAfter' in fault ? 3_000 : 900;
    expect(failed[0]?.nextRetryDelay).toBeGreaterThanOrEqual(minPauseMs);
    expect(await vultr.counts()).toMatchObject({ [effect]: 1 });
  });

  test('when the step runs twice', async () => {
    await runWithRetries(act);
    await runWithRetries(act);
    expect(await vultr.counts()).toMatchObject({ [effect]: 1 });
  });
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
    await vultr.fault({ kind: 'status', status, body: { error: 'No.', status } });
    const failure = await failureOf(invite);
    expect(failure.type).toBe(code);
    expect(isFailureCode(failure.type) && failures[failure.type].retryable).toBe(
      failure.nonRetryable !== true,
    );
    expect(failure.details?.[0]).toMatchObject({ status, answer: 'No.' });
    expect(JSON.stringify(failure)).not.toContain(vultr.apiKey);
  });

  test('an invitation that Vultr refuses permanently is not sent and not retried', async () => {
    const body = { error: 'This domain is blocked.', status: 400 };
    await vultr.fault({
      match: { method: 'POST', path: '/v2/invitation' },
      kind: 'status',
      status: 400,
      body,
    });
    const failure = await failureOf(invite);
    expect(failure).toMatchObject({ type: 'invitation_refused', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ answer: 'This domain is blocked.' });
  });

  test('nothing chooses between two users with one email', async () => {
    const users = ['ada@example.com', 'Ada@Example.com'].map((spelling, id) => ({
      id: `${id}`,
      email: spelling,
      status: 'active',
    }));
    await vultr.fault({
      match: { method: 'GET', path: '/v2/users' },
      kind: 'status',
      status: 200,
      body: { users },
    });
    expect(await failureOf(invite)).toMatchObject({ type: 'person_ambiguous', nonRetryable: true });
    expect(await vultr.counts()).toMatchObject({ mails: 0 });
  });

  test('another person who accepted is stopped before their row can be read', async () => {
    const acceptance = { registeredEmail: 'mallory@example.com' };
    const failure = await failureOf(() =>
      activities.confirmPerson({ email, allowedAddresses: [], acceptance, timings }),
    );
    expect(failure).toMatchObject({ type: 'wrong_person', nonRetryable: true });
  });

  test('an invitation is adopted if Vultr refuses a duplicate of it', async () => {
    await vultr.call('POST', '/v2/invitation', { email_invited: email });
    // The list shows it too late for the first look.
    await vultr.fault({
      match: { method: 'GET', path: '/v2/invitation' },
      kind: 'status',
      status: 200,
      body: { invites: [] },
    });
    const { result } = await runWithRetries(invite);
    expect(result).toMatchObject({ outcome: 'adopted' });
    expect(await vultr.counts()).toMatchObject({ mails: 1 });
  });
});

function renew(invitation: { id: string; expiresAt: number }) {
  return activities.renewInvitation({ email, apiAccess: false, invitation, timings });
}

describe('a resend', () => {
  test.each(lostResponses)('whose response was lost is found and not repeated: $kind', async (fault) => {
    await vultr.setDialect({ invitationLifetimeMs: 1_000 });
    const { result } = await runWithRetries(invite);
    if (result.outcome === 'member' || result.outcome === 'accepted')
      throw new Error('the person is in the organization');
    await vultr.setDialect({ invitationLifetimeMs: 60_000 });
    await vultr.fault({ match: { method: 'POST', path: '/v2/invitation/*/resend' }, ...fault });
    const renewed = await runWithRetries(() => renew(result.invitation));
    expect(renewed.failed.map(({ type }) => type)).toEqual(['outcome_unknown']);
    expect(renewed.result).toMatchObject({ outcome: 'adopted' });
    expect(await vultr.counts()).toMatchObject({ mails: 2, invitations: 1 });
  });
});
