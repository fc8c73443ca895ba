import type { OffboardingView } from '../../../src/contract/api/offboarding-view.ts';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { BringAboutInput, BroughtAbout } from '../../../src/contract/scim/bring-about.ts';
import { hasEnded, isOffboarding } from '../../../src/contract/temporal/flow-view.ts';
import type { PersonRecord, RequestRecord } from '../../../src/contract/temporal/person-record.ts';
import type { Person } from '../../../src/onboardings/find-person.ts';
import { isFollowing, nextAction } from '../../../src/people/next-action.ts';
import { orderKey } from '../../../src/people/order-key.ts';

const at = '2026-11-27T09:00:00.000Z';
const soonMs = 30_000;

/** A request that the state of the person does not allow now. */
class Conflict extends Error {}

/**
 * A person with their flows, as far as a SCIM user sees them: what is asked for takes effect step by step, and only when the
 * test says so. What comes next is decided by the real rules.
 */
export function createPersonModel() {
  let view: OnboardingView | OffboardingView | undefined;
  let record: PersonRecord = { requests: [], earlier: [], grants: [], handledUpdates: [] };
  let flow = 0;
  let isMember = false;
  let groups: readonly string[] = [];
  /** What a cancellation restores: it removes a person who came in by its own invitation. */
  let before: { readonly groups: readonly string[]; readonly isMember: boolean } = { groups, isMember };
  let roles: readonly string[] = [];

  const common = () => ({
    id: `person-1.${flow}`,
    since: at,
    requestedBy: 'x',
    email: 'ada@example.com',
    nextStep: '',
    history: [],
    timings: { startedAt: at },
  });

  function begin(request: Partial<RequestRecord>, owner?: string): void {
    flow++;
    record = {
      ...record,
      ...(owner === undefined ? {} : { owner }),
      requests: [{ flow, fingerprint: '', content: '', requestedBy: 'x', ...request }, ...record.requests],
    };
  }

  function beginOnboarding(wanted: readonly string[], key: string, owner?: string): void {
    if (view !== undefined && !hasEnded(view) && view.state !== 'guarding') {
      if (isOffboarding(view) || view.cancellation !== undefined) throw new Conflict();
    }
    // One that supersedes another takes over what that has given.
    if (view === undefined || hasEnded(view) || view.state === 'guarding') before = { groups, isMember };
    begin({ idempotencyKey: key }, owner);
    roles = wanted;
    record = {
      ...record,
      request: { email: 'ada@example.com', roles: [...wanted], leaveGroups: 'managed' },
    };
    view = {
      ...common(),
      state: isMember ? 'granting' : 'awaiting_acceptance',
      step: isMember ? 'addMember' : 'awaitAcceptance',
      group: { name: '' },
      policies: [],
    };
  }

  function beginOffboarding(request: Partial<RequestRecord>, graceMs: number, owner?: string): void {
    if (view !== undefined && isOffboarding(view) && !hasEnded(view)) throw new Conflict();
    const isInvited = view !== undefined && !isOffboarding(view) && view.state === 'awaiting_acceptance';
    begin({ ...request, offboard: true }, owner);
    view = { ...common(), kind: 'offboarding', ...firstStep(graceMs, isInvited), reason: '', graceMs };
  }

  function perform(input: BringAboutInput): BroughtAbout {
    const person = seen();
    const action = nextAction(input, { person, isOwnedByOther: false });
    if (action.act === 'show') {
      return { ...action.outcome, ...(isFollowing(input, person) ? { followed: true } : {}) };
    }
    const key = orderKey(input.owner, input, flow);
    try {
      switch (action.act) {
        case 'start':
          beginOnboarding(action.roles, key, input.owner);
          return { state: 'in_progress', flowId: `person-1.${flow}`, followed: true };
        case 'order': {
          const isRemoval = input.target.kind === 'left' && input.target.removed;
          beginOffboarding({ idempotencyKey: key }, isRemoval ? 0 : 1, input.owner);
          return { state: 'leaving', flowId: `person-1.${flow}`, followed: true };
        }
        case 'cancel':
          cancel('scim');
          return { state: 'in_progress', flowId: action.flowId, lookAgainMs: soonMs };
        case 'reinstate':
          if (view !== undefined && isOffboarding(view)) view = { ...view, state: 'reinstated' };
          return { state: 'in_progress', lookAgainMs: soonMs };
        case 'remove-now':
          if (view !== undefined && isOffboarding(view))
            view = { ...view, state: 'removing', step: 'stripUser' };
          return { state: 'leaving' };
      }
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return { state: 'in_progress', lookAgainMs: soonMs };
    }
  }

  function cancel(by: string): boolean {
    if (view === undefined || isOffboarding(view) || hasEnded(view) || view.cancellation !== undefined)
      return false;
    view = { ...view, state: 'cancelling', step: 'undoAccess', cancellation: { at, by, reason: 'x' } };
    return true;
  }

  function seen(): Person | undefined {
    return view && { personId: 'person-1', flow, lost: false, view, record };
  }

  function grantsOf(names: readonly string[]): PersonRecord['grants'] {
    return names.map((name) => ({
      userId: 'u1',
      group: { id: name, name },
      policies: [],
      at,
      flowId: `person-1.${flow}`,
      verified: true,
    }));
  }

  return {
    perform,
    /** Takes the newest flow one step further. Returns whether there was one to take. */
    advance(): boolean {
      // The invitation that a departure guards outlives everything that is waited for.
      if (view === undefined || hasEnded(view) || view.state === 'guarding') return false;
      if (isOffboarding(view)) {
        if (view.state === 'suspended') view = { ...view, state: 'removing', step: 'stripUser' };
        else {
          view = { ...view, state: 'left' };
          isMember = false;
          groups = [];
          record = { ...record, grants: [] };
        }
      } else if (view.cancellation !== undefined) {
        view = { ...view, state: 'cancelled' };
        ({ groups, isMember } = before);
        record = { ...record, grants: grantsOf(groups) };
      } else if (view.state === 'awaiting_acceptance') {
        isMember = true;
        view = { ...view, state: 'granting', step: 'addMember' };
      } else {
        groups = roles;
        record = { ...record, grants: grantsOf(groups) };
        view = { ...view, state: 'completed' };
      }
      return true;
    },
    /** An operator cancels the newest flow. Returns whether that was possible. */
    cancelByOperator: () => cancel('ops'),
    /** HR orders the departure. */
    leaveByOrderOfHr(): boolean {
      try {
        beginOffboarding({}, 1);
        return true;
      } catch {
        return false;
      }
    },
    /** HR hires a person who is not known yet. Returns whether that was possible. */
    hireByHr(names: readonly string[]): boolean {
      if (view !== undefined) return false;
      beginOnboarding(names, 'by HR');
      return true;
    },
    /** Whether the SCIM user decides about the person. */
    isOwned: () => record.owner !== undefined,
    /** The groups in which the person can do something now. */
    access: () => (view !== undefined && isOffboarding(view) && view.state !== 'reinstated' ? [] : groups),
    isMember: () => isMember,
  };
}

/** Nothing can be taken from a person who has not accepted. */
function firstStep(graceMs: number, isInvited: boolean) {
  if (isInvited) return { state: 'guarding', step: 'guardInvitations' } as const;
  return graceMs > 0
    ? ({ state: 'suspended', step: 'grace' } as const)
    : ({ state: 'removing', step: 'stripUser' } as const);
}
