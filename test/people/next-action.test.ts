import { describe, expect, test } from 'vitest';
import type { OffboardingView } from '../../src/contract/api/offboarding-view.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { BringAboutInput } from '../../src/contract/scim/bring-about.ts';
import type { Target } from '../../src/contract/scim/target.ts';
import type { FlowView } from '../../src/contract/temporal/flow-view.ts';
import type { PersonRecord } from '../../src/contract/temporal/person-record.ts';
import type { Person } from '../../src/onboardings/find-person.ts';
import { nextAction } from '../../src/people/next-action.ts';
import { orderKey, orderOf } from '../../src/people/order-key.ts';

const owner = 'scim-user-0123456789abcdef0123456789abcdef';
const at = '2026-11-27T09:00:00.000Z';
const input = (target: Target, more: Partial<BringAboutInput> = {}): BringAboutInput => ({
  owner,
  life: 'a1b2c3d4',
  turn: 1,
  order: 2,
  target,
  identity: { address: 'ada@example.com' },
  followed: false,
  ...more,
});
const dev: Target = { kind: 'access', roles: ['dev'] };
const nothing: Target = { kind: 'nothing' };
const left: Target = { kind: 'left', removed: false };
const removed: Target = { kind: 'left', removed: true };

const common = {
  id: 'person-1.3',
  since: at,
  requestedBy: 'scim',
  email: 'ada@example.com',
  nextStep: '',
  history: [],
  timings: { startedAt: at },
};
const onboarding = (more: Partial<OnboardingView>): OnboardingView => ({
  ...common,
  state: 'completed',
  step: 'verifyAccess',
  group: { name: 'Developers' },
  policies: [],
  ...more,
});
const offboarding = (more: Partial<OffboardingView>): OffboardingView => ({
  ...common,
  kind: 'offboarding',
  state: 'suspended',
  step: 'grace',
  reason: 'Deactivated',
  graceMs: 1,
  ...more,
});
const grant = {
  userId: 'u1',
  group: { id: 'g1', name: 'Developers' },
  policies: [],
  at,
  flowId: 'person-1.1',
  verified: true,
};

/** A person whose newest flow, the third, follows the given order of the SCIM user, or none. */
function person(
  view: FlowView,
  follows: Partial<BringAboutInput> | undefined,
  record: Partial<PersonRecord> = {},
): Person {
  const key = follows && orderKey(owner, input(dev, follows), 2);
  const request = {
    flow: 3,
    fingerprint: '',
    content: '',
    requestedBy: 'x',
    ...(key === undefined ? {} : { idempotencyKey: key }),
  };
  return {
    personId: 'person-1',
    flow: 3,
    lost: false,
    view,
    record: {
      owner,
      request: { email: 'ada@example.com', roles: ['dev'], leaveGroups: 'managed' },
      requests: [request],
      earlier: [],
      grants: [grant],
      handledUpdates: [],
      ...record,
    },
  };
}

const decide = (target: Target, one: Person | undefined, more: Partial<BringAboutInput> = {}) =>
  nextAction(input(target, more), { person: one, isOwnedByOther: false });
const shown = (state: string) => ({ act: 'show', outcome: expect.objectContaining({ state }) });
const cancellation = { at, by: 'ops', reason: 'A mistake' };
const attentionIn = <Step extends string>(step: Step) => ({
  step,
  code: 'vultr_forbidden' as const,
  meaning: '',
  remedy: '',
  detail: '',
  since: at,
  allowedCommands: [],
});
/** The newest flow is a departure that HR ordered after an onboarding that the SCIM user has led to. */
const sentAwaySince: Partial<PersonRecord> = {
  requests: [
    { flow: 3, fingerprint: '', content: '', requestedBy: 'hr', offboard: true },
    {
      flow: 2,
      fingerprint: '',
      content: '',
      requestedBy: 'scim',
      idempotencyKey: orderKey(owner, input(dev, { order: 1 }), 1),
    },
  ],
};

describe('towards access', () => {
  test.each<[string, Person | undefined, object, Partial<BringAboutInput>?]>([
    ['starts with a new person', undefined, { act: 'start', roles: ['dev'] }],
    ['does not start again after an erasure', undefined, shown('refused'), { followed: true }],
    ['is done', person(onboarding({}), {}), shown('access')],
    ['waits for the onboarding', person(onboarding({ state: 'granting' }), {}), shown('in_progress')],
    [
      'starts if the roles are others',
      person(
        onboarding({}),
        {},
        { request: { email: 'ada@example.com', roles: ['ops'], leaveGroups: 'managed' } },
      ),
      { act: 'start', roles: ['dev'] },
    ],
    [
      'takes over what a POST has begun',
      person(onboarding({}), undefined, { owner: 'x' }),
      { act: 'start', roles: ['dev'] },
    ],
    [
      'shows what an operator has cancelled',
      person(onboarding({ state: 'guarding', cancellation }), {}),
      shown('refused'),
    ],
    [
      'starts after what an operator has cancelled before',
      person(onboarding({ state: 'guarding', cancellation }), { order: 1 }),
      { act: 'start', roles: ['dev'] },
    ],
    [
      'waits for what is being undone',
      person(onboarding({ state: 'cancelling', cancellation }), { order: 1 }),
      shown('in_progress'),
    ],
    [
      'reinstates who is leaving',
      person(offboarding({}), { order: 1 }),
      { act: 'reinstate', flowId: 'person-1.3' },
    ],
    [
      'waits for a removal',
      person(offboarding({ state: 'removing', step: 'stripUser' }), { order: 1 }),
      shown('leaving'),
    ],
    ['does not fight a departure that others ordered', person(offboarding({}), undefined), shown('leaving')],
    [
      'hires again at once who is gone, and whose invitation a departure guards',
      person(offboarding({ state: 'guarding', step: 'guardInvitations' }), { order: 1 }),
      { act: 'start', roles: ['dev'] },
    ],
    [
      'hires again at once whom others sent away before this user was to have access',
      person(offboarding({ state: 'guarding', step: 'guardInvitations' }), undefined),
      { act: 'start', roles: ['dev'] },
    ],
    [
      'leaves a guard alone if others sent the person away since',
      person(offboarding({ state: 'guarding', step: 'guardInvitations' }), undefined, sentAwaySince),
      shown('leaving'),
    ],
    [
      'shows that a removal waits for an operator',
      person(
        offboarding({ state: 'needs_attention', step: 'removeUser', attention: attentionIn('removeUser') }),
        { order: 1 },
      ),
      shown('needs_attention'),
    ],
    [
      'shows that a cancellation waits for an operator',
      person(
        onboarding({
          state: 'needs_attention',
          step: 'undoAccess',
          cancellation,
          attention: attentionIn('undoAccess'),
        }),
        { order: 1 },
      ),
      shown('needs_attention'),
    ],
    [
      'hires again after a departure',
      person(offboarding({ state: 'left' }), { order: 1 }),
      { act: 'start', roles: ['dev'] },
    ],
    [
      'keeps out whom others sent away since',
      person(offboarding({ state: 'left' }), undefined, sentAwaySince),
      shown('left'),
    ],
    [
      'says if the brake refused to take the old groups',
      person(onboarding({ leavingRefused: { at, by: 'ops', reason: 'No' } }), {}),
      shown('refused'),
    ],
  ])('%s', (_, one, expected, more) => {
    expect(decide(dev, one, more)).toMatchObject(expected);
  });
});

describe('towards no role', () => {
  const leaveOnly = { request: { email: 'ada@example.com', roles: [], leaveGroups: 'managed' as const } };
  test.each<[string, Person | undefined, object]>([
    ['waits for a group', undefined, shown('awaiting_group')],
    [
      'takes nothing that others gave',
      person(onboarding({}), undefined, { owner: 'x' }),
      shown('awaiting_group'),
    ],
    ['leaves the groups of a member', person(onboarding({}), { order: 1 }), { act: 'start', roles: [] }],
    [
      'is done',
      person(onboarding({ step: 'verifyLeft' }), {}, { ...leaveOnly, grants: [] }),
      shown('no_role'),
    ],
    [
      'cancels what was not accepted',
      person(
        onboarding({ state: 'awaiting_acceptance', step: 'awaitAcceptance' }),
        { order: 1 },
        { grants: [] },
      ),
      { act: 'cancel', flowId: 'person-1.3' },
    ],
    [
      'is done once that guards',
      person(onboarding({ state: 'guarding', cancellation }), { order: 1 }, { grants: [] }),
      shown('awaiting_group'),
    ],
    ['lets a departure go on', person(offboarding({}), { order: 1 }), shown('leaving')],
  ])('%s', (_, one, expected) => {
    expect(decide(nothing, one)).toMatchObject(expected);
  });
});

describe('towards the departure', () => {
  test.each<[string, Target, Person | undefined, object, Partial<BringAboutInput>?]>([
    ['is done with an unknown person', left, undefined, shown('left')],
    ['orders it', left, person(onboarding({}), { order: 1 }), { act: 'order' }],
    ['orders it for whom a POST has brought', left, person(onboarding({}), undefined), { act: 'order' }],
    [
      'orders it at once, not for the day that others planned',
      left,
      person(offboarding({ state: 'scheduled', step: 'awaitStart' }), undefined),
      { act: 'order' },
    ],
    [
      'orders nothing for an invitation that is guarded',
      left,
      person(onboarding({ state: 'guarding', cancellation }), { order: 1 }, { grants: [] }),
      shown('left'),
    ],
    [
      'shows the brake',
      left,
      person(
        offboarding({
          state: 'needs_attention',
          attention: {
            step: 'passBrake',
            code: 'brake_on',
            meaning: '',
            remedy: '',
            detail: '',
            since: at,
            allowedCommands: [],
          },
        }),
        {},
      ),
      shown('held'),
    ],
    [
      'shows who called it off',
      left,
      person(offboarding({ state: 'reinstated', cancellation }), {}),
      shown('refused'),
    ],
    [
      'orders it again after it was called off before',
      left,
      person(offboarding({ state: 'reinstated', cancellation }), { order: 1 }),
      { act: 'order' },
    ],
    [
      'ends the grace period after a deletion',
      removed,
      person(offboarding({}), { order: 1 }),
      { act: 'remove-now', flowId: 'person-1.3' },
    ],
    [
      'does not take what others have given since there was nothing to take',
      left,
      person(onboarding({}), undefined, { owner: 'x' }),
      shown('refused'),
      { followed: true },
    ],
    ['keeps the grace period of a deactivation', left, person(offboarding({}), {}), shown('leaving')],
  ])('%s', (_, target, one, expected, more) => {
    expect(decide(target, one, more)).toMatchObject(expected);
  });
});

test('the person of another SCIM user is left alone', () => {
  const seen = { person: person(onboarding({}), undefined, { owner: 'scim-user-x' }), isOwnedByOther: true };
  expect(nextAction(input(dev), seen)).toMatchObject(shown('address_taken'));
  expect(nextAction(input(left), seen)).toMatchObject(shown('left'));
  expect(nextAction(input(removed), seen)).toMatchObject(shown('left'));
});

test('an order is read from its key, and only from that of the same user', () => {
  const order = { life: 'a1', turn: 2, order: 11 };
  const idempotencyKey = orderKey(owner, order, 7);
  expect(orderOf(owner, { idempotencyKey })).toEqual(order);
  expect(orderOf('scim-user-0', { idempotencyKey })).toBeUndefined();
  expect(orderOf(owner, {})).toBeUndefined();
});
