import { describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import { parseFlowId } from '../../../src/contract/temporal/flow-ids.ts';
import { workflowIdOf } from '../../support/executions.ts';
import { repeatUnavailable } from '../../support/repeat-unavailable.ts';
import type { Stack, StackOptions } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { withStack } from '../../support/with-stack.ts';

const role = (name: string, group: string, policy: string) => ({
  name,
  group: { name: group },
  policies: [policy],
});
const roles = [
  role('dev', 'Developers', 'Provisioning'),
  role('billing', 'Billing', 'Billing'),
  role('dns', 'Names', 'DNS'),
];
const options: StackOptions = { roles };
const asked = (wanted: string, leaveGroups?: 'managed' | string[]) => ({
  group: undefined,
  policies: undefined,
  roles: [wanted],
  leaveGroups,
});
const messagesOf = ({ history }: OnboardingView) => history.map(({ message }) => message);

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });

/** Ada, who was onboarded as a developer. Somebody has put her into a group that no role names. */
async function developer({ start, reached, vultr }: Stack): Promise<string> {
  const { id } = await start(asked('dev'));
  const { invitation } = await reached(id, 'awaiting_acceptance');
  await vultr.accept(invitation?.id ?? '');
  const { evidence } = await reached(id, 'completed');
  const userId = evidence?.userId ?? '';
  const { id: choir } = (await vultr.call('POST', '/v2/groups', {
    display_name: 'Choir',
    description: '',
  })) as {
    id: string;
  };
  await vultr.call('POST', `/v2/groups/${choir}/members`, { user_id: userId, display_name: 'Ada' });
  return userId;
}

async function groupsOf({ vultr }: Stack, userId: string): Promise<string[]> {
  const { groups } = (await vultr.call('GET', `/v2/users/${userId}/groups`)) as {
    groups: { display_name: string }[];
  };
  return groups.map((group) => group.display_name).toSorted();
}

async function grantsOf({ onboardings }: Stack, id: string): Promise<string[]> {
  const { grants } = await onboardings.getPerson(parseFlowId(id).personId);
  return grants.map(({ group }) => group.name).toSorted();
}

describe.concurrent('a move', () => {
  test('gives the new access, then leaves the managed groups that are not wanted, without an email', () =>
    withStack(options, async (stack) => {
      const userId = await developer(stack);
      const { id } = await stack.start(asked('billing', 'managed'));
      expect(id).toMatch(/\.2$/);
      const view = await stack.reached(id, 'completed');
      expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir']);
      expect(view).toMatchObject({
        step: 'verifyLeft',
        leaveGroups: 'managed',
        leftGroups: { groups: [{ name: 'Developers' }] },
      });
      expect(view.leftGroups?.checks.length).toBeGreaterThanOrEqual(3);
      expect(view.leftGroups?.checks.every(({ passed }) => passed)).toBe(true);
      expect(await grantsOf(stack, id)).toEqual(['Billing']);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
      const messages = messagesOf(view);
      expect(messages.indexOf('access verified')).toBeLessThan(
        messages.indexOf('left the group "Developers"'),
      );
    }));

  test('by default leaves nothing, and by name only what is named', () =>
    withStack(options, async (stack) => {
      const userId = await developer(stack);
      const added = await stack.start(asked('billing'));
      await stack.reached(added.id, 'completed');
      expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir', 'Developers']);
      const { id } = await stack.start(asked('dns', ['Billing']));
      await stack.reached(id, 'completed');
      expect(await groupsOf(stack, userId)).toEqual(['Choir', 'Developers', 'Names']);
      expect(await grantsOf(stack, id)).toEqual(['Developers', 'Names']);
    }));

  test('of a person without old groups asks the brake nothing', () =>
    withStack({ ...options, brake: { limit: 0 } }, async (stack) => {
      const { id } = await stack.start(asked('dev', 'managed'));
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      await stack.vultr.accept(invitation?.id ?? '');
      const view = await stack.reached(id, 'completed');
      expect(messagesOf(view)).toContain('there was no group to leave');
      expect(view.leftGroups).toBeUndefined();
    }));

  test('leaves nothing while the new access cannot be verified', () =>
    withStack({ ...options, timings: { readTimeoutMs: 1_000 } }, async (stack) => {
      const userId = await developer(stack);
      const match = { method: 'GET', path: '/v2/users/*/policies' };
      await stack.vultr.fault({ match, kind: 'status', status: 200, body: { policies: [] }, times: 1_000 });
      const { id } = await stack.start(asked('billing', 'managed'));
      const { attention } = await stack.reached(id, 'needs_attention');
      expect(attention).toMatchObject({ step: 'verifyAccess', code: 'access_not_verified' });
      expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir', 'Developers']);
      await repeatUnavailable(() => stack.onboardings.command(id, 'skip', { reason: 'seen' }, operator()));
      const view = await stack.reached(id, 'completed');
      expect(messagesOf(view)).toContainEqual(expect.stringContaining('left no group'));
      expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir', 'Developers']);
      expect(await grantsOf(stack, id)).toEqual(['Billing', 'Developers']);
    }));

  test('at every reading shows the old or the new access', () =>
    withStack(options, async (stack) => {
      const userId = await developer(stack);
      const seen: string[][] = [];
      const { id } = await stack.start(asked('billing', 'managed'));
      await until(
        'the end of the move',
        async () => {
          seen.push(await groupsOf(stack, userId));
          return stack.onboardings.get(id);
        },
        ({ state }) => state === 'completed',
      );
      expect(seen.filter((groups) => !groups.includes('Developers') && !groups.includes('Billing'))).toEqual(
        [],
      );
      expect(seen.length).toBeGreaterThan(3);
    }));

  test('that another worker continues while it leaves still proves what was left', () =>
    withStack(options, async (stack) => {
      const userId = await developer(stack);
      const match = { method: 'DELETE', path: '/v2/groups/*/members/*' };
      await stack.vultr.fault({ match, kind: 'error-before', times: 1_000 });
      const { id } = await stack.start(asked('billing', 'managed'));
      await until(
        'the leaving',
        () => stack.onboardings.get(id),
        ({ step }) => step === 'leaveGroups',
      );
      await stack.restart();
      await stack.vultr.clearFaults();
      const view = await stack.reached(id, 'completed');
      expect(view.leftGroups?.groups).toMatchObject([{ name: 'Developers' }]);
      expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir']);
    }));
});

async function heldMove(stack: Stack) {
  const userId = await developer(stack);
  const { id } = await stack.start(asked('billing', 'managed'));
  const { attention } = await stack.reached(id, 'needs_attention');
  expect(attention).toMatchObject({ step: 'passBrake', code: 'brake_on', allowedCommands: ['cancel'] });
  expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir', 'Developers']);
  return { id, userId };
}

const decide = ({ client, organization }: Stack, update: 'release' | 'refuse', id: string) =>
  client.workflow
    .getHandle(`brake-${organization}`)
    .executeUpdate(update, { args: [{ by: 'ops', reason: 'a test', flowIds: [id] }] });

describe.concurrent('a move that the brake holds', () => {
  const held: StackOptions = { ...options, brake: { limit: 0 } };

  test('goes on once it is released', () =>
    withStack(held, async (stack) => {
      const { id, userId } = await heldMove(stack);
      await decide(stack, 'release', id);
      const view = await stack.reached(id, 'completed');
      expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir']);
      expect(messagesOf(view)).toContain('the leaving was released by ops: a test');
    }));

  test('ends with both accesses if it is refused, and says so', () =>
    withStack(held, async (stack) => {
      const { id, userId } = await heldMove(stack);
      await decide(stack, 'refuse', id);
      const view = await stack.reached(id, 'completed');
      expect(view.leavingRefused).toMatchObject({ by: 'ops', reason: 'a test' });
      expect(view.leftGroups).toBeUndefined();
      expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir', 'Developers']);
      expect(await grantsOf(stack, id)).toEqual(['Billing', 'Developers']);
    }));

  test('can be cancelled, which takes the new access away and leaves the old', () =>
    withStack(held, async (stack) => {
      const { id, userId } = await heldMove(stack);
      await repeatUnavailable(() =>
        stack.onboardings.command(id, 'cancel', { reason: 'no move' }, operator()),
      );
      await stack.reached(id, 'cancelled');
      expect(await groupsOf(stack, userId)).toEqual(['Choir', 'Developers']);
      expect(await grantsOf(stack, id)).toEqual(['Developers']);
    }));

  test('and that was superseded is cancelled with the access of both', () =>
    withStack(held, async (stack) => {
      const { userId } = await heldMove(stack);
      const { id } = await stack.start({ ...asked('dns', 'managed'), supersede: true });
      await stack.reached(id, 'needs_attention');
      expect(await grantsOf(stack, id)).toEqual(['Billing', 'Developers']);
      await repeatUnavailable(() =>
        stack.onboardings.command(id, 'cancel', { reason: 'no move' }, operator()),
      );
      await stack.reached(id, 'cancelled');
      expect(await groupsOf(stack, userId)).toEqual(['Choir', 'Developers']);
      expect(await grantsOf(stack, id)).toEqual(['Developers']);
    }));
});

test('from the first leaving on a move takes no cancellation, not even one from Temporal', () =>
  withStack({ ...options, timings: { stepTimeoutMs: 600_000 } }, async (stack) => {
    const userId = await developer(stack);
    const match = { method: 'DELETE', path: '/v2/groups/*/members/*' };
    await stack.vultr.fault({ match, kind: 'error-before', times: 1_000 });
    const { id } = await stack.start(asked('billing', 'managed'));
    await until(
      'the leaving',
      () => stack.onboardings.get(id),
      ({ step }) => step === 'leaveGroups',
    );
    for (const command of ['cancel', 'hold'] as const) {
      await expect(
        stack.onboardings.command(id, command, { reason: 'a test' }, operator()),
      ).rejects.toMatchObject({ code: 'command_not_possible' });
    }
    await stack.client.workflow.getHandle(workflowIdOf(id)).cancel();
    await stack.vultr.clearFaults();
    const view = await stack.reached(id, 'completed');
    expect(view.cancellation).toBeUndefined();
    expect(await groupsOf(stack, userId)).toEqual(['Billing', 'Choir']);
  }));

/** Orders what follows while the person leaves the old group; returns the user, the move as it ended, and what follows. */
async function followedWhileLeaving(stack: Stack, next: () => Promise<{ readonly id: string }>) {
  const userId = await developer(stack);
  const match = { method: 'DELETE', path: '/v2/groups/*/members/*' };
  await stack.vultr.fault({ match, kind: 'slow', delayMs: 2_000, times: 1 });
  const { id } = await stack.start(asked('billing', 'managed'));
  await until(
    'the leaving',
    () => stack.onboardings.get(id),
    ({ step }) => step === 'leaveGroups',
  );
  const { id: nextId } = await repeatUnavailable(next);
  return { userId, ended: await stack.onboardings.get(id), nextId };
}

describe('a move that gives way', () => {
  const leftDevelopers = {
    state: 'cancelled',
    step: 'leaveGroups',
    leftGroups: { groups: [{ name: 'Developers' }] },
  };

  test('and gives no group is remembered without the access that was left, also if the departure is called off', () =>
    withStack(options, async (stack) => {
      const userId = await developer(stack);
      const match = { method: 'DELETE', path: '/v2/groups/*/members/*' };
      await stack.vultr.fault({ match, kind: 'slow', delayMs: 2_000, times: 1 });
      const { id } = await stack.start({ ...asked('dev', 'managed'), roles: [] });
      await until(
        'the leaving',
        () => stack.onboardings.get(id),
        ({ step }) => step === 'leaveGroups',
      );
      const order = { email: 'ada@example.com', reason: 'last working day' };
      const { offboarding } = await stack.offboardings.order(order, { name: 'hr' });
      const departure = (state: string) =>
        until(
          state,
          () => stack.offboardings.get(offboarding.id),
          (view) => view.state === state,
        );
      await departure('suspended');
      await stack.offboardings.command(offboarding.id, 'reinstate', { reason: 'stays' }, operator());
      await departure('reinstated');
      expect(await groupsOf(stack, userId)).toEqual(['Choir']);
      expect(await grantsOf(stack, id)).toEqual([]);
    }));

  test('to a departure ends the leaving in progress first, and hands on what it knows', () =>
    withStack(options, async (stack) => {
      const order = { email: 'ada@example.com', reason: 'last working day' };
      const { userId, ended, nextId } = await followedWhileLeaving(
        stack,
        async () => (await stack.offboardings.order(order, { name: 'hr' })).offboarding,
      );
      expect(ended).toMatchObject({ ...leftDevelopers, offboarding: nextId });
      const { before } = await until(
        'the survey',
        () => stack.offboardings.get(nextId),
        (view) => view.before !== undefined,
      );
      expect(before).toMatchObject({ userId });
      expect(before?.groups.map(({ name }) => name ?? '').toSorted()).toEqual(['Billing', 'Choir']);
      expect(await grantsOf(stack, nextId)).toEqual(['Billing']);
    }));

  test('to another onboarding does so as well, and what it gave is left', () =>
    withStack(options, async (stack) => {
      const { userId, ended, nextId } = await followedWhileLeaving(stack, () =>
        stack.start({ ...asked('dns'), supersede: true }),
      );
      expect(ended).toMatchObject({ ...leftDevelopers, supersededBy: nextId });
      await stack.reached(nextId, 'completed');
      expect(await groupsOf(stack, userId)).toEqual(['Choir', 'Names']);
      expect(await grantsOf(stack, nextId)).toEqual(['Names']);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));
});
