import type { OffboardingRequest } from '../contract/api/offboarding-request.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { type ProblemCode, ProblemError } from '../contract/api/problems.ts';
import { sameEmail } from '../contract/lib/email.ts';
import { defined } from '../contract/lib/optional.ts';
import type { BringAboutInput, BroughtAbout } from '../contract/scim/bring-about.ts';
import { hasEnded, isOffboarding } from '../contract/temporal/flow-view.ts';
import { personIdFor } from '../contract/temporal/workflow-ids.ts';
import type { Offboardings } from '../offboardings/offboardings.ts';
import { findPersonOrUndefined, type FoundPerson } from '../onboardings/find-person.ts';
import { isOpenWorkflow } from '../onboardings/is-open-workflow.ts';
import type { Onboardings } from '../onboardings/onboardings.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { type Action, isFollowing, nextAction } from './next-action.ts';
import { orderKey } from './order-key.ts';

/** As it is shown who asked for a flow. */
const callerName = 'scim';
const soonMs = 30_000;
/** How soon a cancelled onboarding has usually undone what it did. */
const undoneMs = 3_000;
const minuteMs = 60_000;
/** A flow tells its owner what happens. Should that fail, the owner looks after this long. */
const safetyMs = 24 * 60 * minuteMs;

/** These pass by themselves, so the call is repeated. */
const passing: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'temporal_unavailable',
  'worker_unavailable',
  'stopping',
]);

/** These pass once a flow of the person has come further. */
const untilLater: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'open_onboarding_conflict',
  'open_offboarding_conflict',
  'command_not_possible',
  'rehire_required',
]);

export type BringAboutDependencies = {
  readonly client: OrganizationClient;
  readonly idKey: string;
  readonly onboardings: Pick<Onboardings, 'start' | 'command'>;
  readonly offboardings: Pick<Offboardings, 'order' | 'command'>;
};

/**
 * Looks at the person of a SCIM user and does the next thing that the target needs; called again, it looks again. Throws
 * `temporal_unavailable` and `worker_unavailable`, after which it may be called again.
 */
export function createBringAbout({ client, idKey, onboardings, offboardings }: BringAboutDependencies) {
  return async (input: BringAboutInput): Promise<BroughtAbout> => {
    const { knownAddress, identity } = input;
    const known = knownAddress === undefined ? undefined : await find(knownAddress);
    const moved = addressToUse(input, known);
    if (moved === undefined) return withoutAddress(input);
    const { address, first } = moved;
    const person = address === knownAddress ? known : await find(address);
    const action =
      first ?? nextAction(input, { person, isOwnedByOther: await isOwnedByOther(input, person) });
    if (action.act === 'show') {
      return { ...action.outcome, ...(isFollowing(input, person) ? { followed: true } : {}) };
    }
    try {
      const outcome = await perform(action, input, { ...identity, address }, person?.flow ?? 0);
      return { address, ...outcome };
    } catch (error) {
      return afterProblem(error);
    }
  };

  function find(address: string): Promise<FoundPerson | undefined> {
    return findPersonOrUndefined(client, personIdFor(idKey, client.organization, address));
  }

  /** A person who has left, or whose onboarding was cancelled, is free for the next user with the address. */
  async function isOwnedByOther(
    { owner }: BringAboutInput,
    person: FoundPerson | undefined,
  ): Promise<boolean> {
    if (person === undefined || person.erasedAt !== undefined || person.lost) return false;
    const { record, view } = person;
    if (record.owner === undefined || record.owner === owner) return false;
    return (record.grants.length > 0 || !hasEnded(view)) && (await isOpenWorkflow(client, record.owner));
  }

  async function perform(
    action: Exclude<Action, { readonly act: 'show' }>,
    input: BringAboutInput,
    person: { readonly address: string; readonly firstName?: string; readonly lastName?: string },
    seenFlow: number,
  ): Promise<BroughtAbout> {
    const { owner, target } = input;
    const { address: email, firstName, lastName } = person;
    const key = orderKey(owner, input, seenFlow);
    const caller = { name: callerName, idempotencyKey: key, owner };
    switch (action.act) {
      case 'start': {
        const request: OnboardingRequest = {
          email,
          ...defined({ firstName, lastName }),
          roles: [...action.roles],
          leaveGroups: 'managed',
          supersede: true,
          rehire: true,
        };
        const { onboarding } = await onboardings.start(request, caller);
        return { state: 'in_progress', flowId: onboarding.id, followed: true, lookAgainMs: safetyMs };
      }
      case 'order': {
        const wasRemoved = target.kind === 'left' && target.removed;
        const order: OffboardingRequest = {
          email,
          reason: wasRemoved ? 'Deleted in the identity provider' : 'Deactivated in the identity provider',
          ...(wasRemoved ? { graceDays: 0 } : {}),
        };
        const { offboarding } = await offboardings.order(order, caller);
        // After a deletion there is nothing more to do than to order.
        return {
          state: 'leaving',
          flowId: offboarding.id,
          followed: true,
          ...(wasRemoved ? {} : { lookAgainMs: safetyMs }),
        };
      }
      case 'cancel': {
        const reason = 'The identity provider does not ask for this access any more';
        await onboardings.command(action.flowId, 'cancel', { reason }, { name: callerName, requestId: key });
        return { state: 'in_progress', flowId: action.flowId, lookAgainMs: undoneMs };
      }
      case 'reinstate':
      case 'remove-now': {
        const isBack = action.act === 'reinstate';
        const reason = isBack ? 'Activated in the identity provider' : 'Deleted in the identity provider';
        await offboardings.command(
          action.flowId,
          action.act,
          { reason },
          { name: callerName, requestId: key },
        );
        return {
          state: isBack ? 'in_progress' : 'leaving',
          flowId: action.flowId,
          ...(isBack ? { lookAgainMs: soonMs } : {}),
        };
      }
    }
  }
}

/**
 * The address to invite, and what has to be done under the known one before. An account at Vultr belongs to its person, so a
 * person who has accepted keeps the address under which they are known; an invitation that was not accepted is cancelled, and
 * another one is sent. `undefined` if there is no address.
 */
export function addressToUse(
  { owner, target, identity, knownAddress: known }: BringAboutInput,
  person: FoundPerson | undefined,
): { readonly address: string; readonly first?: Action } | undefined {
  const wished = identity.address;
  if (known === undefined) return wished === undefined ? undefined : { address: wished };
  if (wished === undefined || sameEmail(wished, known) || target.kind !== 'access') return { address: known };
  if (person === undefined || person.erasedAt !== undefined || person.lost) return { address: wished };
  const { view, record } = person;
  if (record.owner !== owner) return { address: wished };
  if (isOffboarding(view)) {
    const isGone = view.state === 'left' || view.state === 'guarding';
    return { address: isGone ? wished : known };
  }
  const hasAccepted = record.grants.length > 0 || view.timings.acceptedAt !== undefined;
  if (hasAccepted) return { address: known };
  if (hasEnded(view) || view.state === 'guarding') return { address: wished };
  const isEnding = view.cancellation !== undefined;
  const wait: Action = {
    act: 'show',
    outcome: {
      state: 'in_progress',
      flowId: view.id,
      detail: 'The address has changed.',
      lookAgainMs: soonMs,
    },
  };
  return { address: known, first: isEnding ? wait : { act: 'cancel', flowId: view.id } };
}

function withoutAddress({ target }: BringAboutInput): BroughtAbout {
  if (target.kind === 'left') return { state: 'left' };
  if (target.kind === 'nothing') return { state: 'awaiting_group' };
  const detail = 'No attribute of the user is an email address. Map one to userName or to emails.';
  return { state: 'needs_attention', detail };
}

/** What a refused call comes to. Throws what passes by itself. */
function afterProblem(error: unknown): BroughtAbout {
  if (!(error instanceof ProblemError) || passing.has(error.code)) throw error;
  const { code, message } = error;
  if (untilLater.has(code)) return { state: 'in_progress', detail: message, lookAgainMs: soonMs };
  return { state: 'needs_attention', detail: `${code}: ${message}`, lookAgainMs: 10 * minuteMs };
}
