import { rolesOf } from '../contract/api/onboarding-request.ts';
import type { OffboardingView } from '../contract/api/offboarding-view.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { allowedCommands } from '../contract/rules/allowed-commands.ts';
import { allowedOffboardingCommands } from '../contract/rules/allowed-offboarding-commands.ts';
import type { BringAboutInput, BroughtAbout, Order } from '../contract/scim/bring-about.ts';
import { hasEnded, isOffboarding } from '../contract/temporal/flow-view.ts';
import type { PersonRecord } from '../contract/temporal/person-record.ts';
import type { Person } from '../onboardings/find-person.ts';
import { orderOf } from './order-key.ts';
import {
  beingUndone,
  cancelledBy,
  completed,
  goneDetail,
  hiredAfter,
  hiredSince,
  laterMs,
  leaving,
  overruled,
  reinstatedBy,
  safetyMs,
  soonMs,
  underWay,
} from './outcomes.ts';

/** What to do next for a SCIM user. */
export type Action =
  | { readonly act: 'show'; readonly outcome: BroughtAbout }
  /** Starts an onboarding to these roles; with none, one that only leaves groups. */
  | { readonly act: 'start'; readonly roles: readonly string[] }
  | { readonly act: 'order' }
  | { readonly act: 'cancel' | 'reinstate' | 'remove-now'; readonly flowId: string };

/** What is known of the person: nothing, or what the newest execution remembers. */
export type Seen = {
  readonly person: Person | undefined;
  /** Another SCIM user owns the person, and was not deleted. */
  readonly isOwnedByOther: boolean;
};

/**
 * Decides what to do next so that the target comes about, from what is. What operators and other systems have decided since
 * the order is shown, and not fought: it counts until the identity provider asks for something else.
 */
export function nextAction(input: BringAboutInput, seen: Seen): Action {
  const { target } = input;
  if (seen.isOwnedByOther) return forOther(target.kind);
  switch (target.kind) {
    case 'access':
      return towardsAccess(input, target.roles, seen.person);
    case 'nothing':
      return towardsNothing(input, seen.person);
    case 'left':
      return towardsLeft(input, target.removed, seen.person);
  }
}

/** Nothing is sent to the address of another SCIM user, and nothing of theirs is taken. */
function forOther(kind: BringAboutInput['target']['kind']): Action {
  if (kind === 'left') return show({ state: 'left' });
  const detail = 'Another SCIM user with this address has access, is to get it, or has not been removed yet.';
  return show({ state: 'address_taken', detail, lookAgainMs: laterMs });
}

function towardsAccess(input: BringAboutInput, roles: readonly string[], person: Person | undefined): Action {
  const start: Action = { act: 'start', roles };
  if (person === undefined || person.erasedAt !== undefined || person.lost) {
    return input.followed ? show({ state: 'refused', detail: goneDetail }) : start;
  }
  const { view, record } = person;
  const newest = orderOfNewest(input, person);
  if (isOffboarding(view)) return afterDeparture(input, roles, { ...person, view });
  if (view.cancellation !== undefined) {
    if (isSame(newest, input)) return show(cancelledBy(view));
    return isBeingUndone(view) ? show(beingUndone(view)) : start;
  }
  if (!isWanted(input.owner, roles, record)) return start;
  return view.state === 'completed' ? show(completed(view, 'access')) : show(underWay(view));
}

/** The person leaves, has left, or was reinstated, and is to have access. */
function afterDeparture(
  input: BringAboutInput,
  roles: readonly string[],
  person: { readonly flow: number; readonly view: OffboardingView; readonly record: PersonRecord },
): Action {
  const { view, record } = person;
  const newest = orderOfNewest(input, person);
  const last = record.requests.flatMap((request) => orderOf(input.owner, request) ?? [])[0];
  // The order to have access was followed, and the person left by an order of someone else since.
  const isOverruled = newest === undefined && last?.life === input.life && last.turn === input.turn;
  if (isOverruled && view.state !== 'reinstated') {
    return show(
      view.state === 'left'
        ? overruled(view, 'left')
        : { ...overruled(view, 'leaving'), lookAgainMs: safetyMs },
    );
  }
  // A person who is gone is hired again at once: the onboarding takes over the invitations that are still guarded. Otherwise
  // the guard would remove them if they accepted one.
  if (hasEnded(view) || view.state === 'guarding') return { act: 'start', roles };
  if (newest !== undefined && allowedOffboardingCommands(view).includes('reinstate')) {
    return { act: 'reinstate', flowId: view.id };
  }
  return show(hiredAfter(view, newest === undefined));
}

function towardsNothing(input: BringAboutInput, person: Person | undefined): Action {
  const waiting = show({ state: 'awaiting_group' });
  if (person === undefined || person.erasedAt !== undefined || person.lost) return waiting;
  const { view, record } = person;
  // What others gave to a person whom this user never had anything of is not the user's to take.
  if (record.owner !== input.owner) return waiting;
  const leave: Action = { act: 'start', roles: [] };
  const hasAccess = record.grants.length > 0;
  if (isOffboarding(view)) {
    if (!hasEnded(view)) return show({ ...leaving(view), lookAgainMs: safetyMs });
    return hasAccess ? leave : waiting;
  }
  const isLeaveOnly = isWanted(input.owner, [], record);
  if (view.cancellation !== undefined) {
    if (isBeingUndone(view)) return show(beingUndone(view));
    if (isLeaveOnly && isSame(orderOfNewest(input, person), input)) return show(cancelledBy(view));
    return hasAccess && hasEnded(view) ? leave : waiting;
  }
  if (view.state === 'completed') {
    if (isLeaveOnly) return show(completed(view, 'no_role'));
    return hasAccess ? leave : waiting;
  }
  if (isLeaveOnly) return show(underWay(view));
  if (allowedCommands(view).includes('cancel')) return { act: 'cancel', flowId: view.id };
  return show({ ...underWay(view), lookAgainMs: soonMs });
}

function towardsLeft(input: BringAboutInput, removed: boolean, person: Person | undefined): Action {
  if (person === undefined || person.erasedAt !== undefined) return show({ state: 'left', followed: true });
  const order: Action = { act: 'order' };
  if (person.lost) return input.followed ? show({ state: 'refused', detail: goneDetail }) : order;
  const { view, record } = person;
  const isFollowed = isSame(orderOfNewest(input, person), input);
  if (!isOffboarding(view)) {
    const hasNothing = record.grants.length === 0 && view.cancellation !== undefined;
    if (hasNothing && (hasEnded(view) || view.state === 'guarding')) {
      return show({ state: 'left', flowId: view.id });
    }
    // There was nothing to take when the identity provider asked for it, and someone has hired the person since.
    if (input.followed && orderOfNewest(input, person) === undefined) return show(hiredSince(view));
    return order;
  }
  if (view.state === 'left') return show({ state: 'left', flowId: view.id });
  if (view.state === 'reinstated') return isFollowed ? show(reinstatedBy(view)) : order;
  if (view.step === 'awaitStart') return order;
  const now = leaving(view);
  if (!removed || isFollowed) return show({ ...now, ...(removed ? {} : { lookAgainMs: safetyMs }) });
  if (allowedOffboardingCommands(view).includes('remove-now')) {
    return { act: 'remove-now', flowId: view.id };
  }
  // A departure with a grace period is on its way to it. One that waits for an operator goes on without the user.
  return show(now.state === 'leaving' && isBeforeGrace(view) ? { ...now, lookAgainMs: soonMs } : now);
}

function show(outcome: BroughtAbout): Action {
  return { act: 'show', outcome };
}

/** Whether the newest flow of the person follows this order. */
export function isFollowing(input: BringAboutInput, person: Person | undefined): boolean {
  if (person === undefined || person.erasedAt !== undefined) return false;
  return isSame(orderOfNewest(input, person), input);
}

/** Which order of the SCIM user the newest flow follows. */
function orderOfNewest(
  { owner }: BringAboutInput,
  { flow, record }: { readonly flow: number; readonly record: PersonRecord },
): Order | undefined {
  const request = record.requests.find((one) => one.flow === flow);
  return request && orderOf(owner, request);
}

function isSame(some: Order | undefined, { life, turn, order }: Order): boolean {
  return some !== undefined && some.life === life && some.turn === turn && some.order === order;
}

/** Whether the newest onboarding asks for exactly these roles, and to leave everything else. */
function isWanted(owner: string, roles: readonly string[], record: PersonRecord): boolean {
  const { request } = record;
  if (record.owner !== owner || request?.leaveGroups !== 'managed' || request.group !== undefined)
    return false;
  return rolesOf(request).toSorted().join(' ') === roles.toSorted().join(' ');
}

function isBeingUndone({ state, cancellation }: OnboardingView): boolean {
  return cancellation !== undefined && state !== 'cancelled' && state !== 'guarding';
}

function isBeforeGrace({ state }: OffboardingView): boolean {
  return state === 'surveying' || state === 'suspending';
}
