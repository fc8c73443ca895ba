import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { canonicalInstant } from '../contract/lib/instant.ts';
import { traitsOf } from '../contract/rules/states.ts';
import type { Details, PersonRecord, RequestRecord } from '../contract/temporal/person-record.ts';
import { flowIdFor, parseFlowId } from '../contract/temporal/flow-ids.ts';
import { type FlowView, isOffboarding, isOnboarding } from '../contract/temporal/flow-view.ts';
import type { OffboardingView } from '../contract/api/offboarding-view.ts';
import { offboardingTraitsOf } from '../contract/rules/offboarding-states.ts';

/** What a request leads to, given what is known of the person. */
export type Decision =
  /** It is a repetition: the flow that it has led to is the result. */
  | { readonly outcome: 'known'; readonly view: OnboardingView }
  /** Only details differ from those of the newest flow. */
  | { readonly outcome: 'amend'; readonly details: Details }
  /** It leads to another flow. */
  | { readonly outcome: 'next' };

export type KnownPerson = { readonly view: FlowView; readonly record: PersonRecord };

/** A person whose newest flow is an onboarding. */
type OnboardedPerson = { readonly view: OnboardingView; readonly record: PersonRecord };

export type Wanted = {
  readonly request: OnboardingRequest;
  readonly origin: Pick<RequestRecord, 'fingerprint' | 'content' | 'idempotencyKey'>;
};

/**
 * Decides what a request for a known person leads to. Access is given again only if the request says so: a repetition
 * changes nothing, whatever has happened in between. Throws `ProblemError`: `idempotency_key_reused`,
 * `open_onboarding_conflict`, `open_offboarding_conflict` and `rehire_required`.
 */
export function decide(person: KnownPerson, wanted: Wanted): Decision {
  const { view, record } = person;
  const { request, origin } = wanted;
  const sameKey = record.requests.find(
    ({ idempotencyKey }) => idempotencyKey !== undefined && idempotencyKey === origin.idempotencyKey,
  );
  if (sameKey !== undefined) {
    if (sameKey.content !== origin.content) {
      const detail = 'Use a new Idempotency-Key for a request with different content.';
      throw new ProblemError('idempotency_key_reused', detail);
    }
    return { outcome: 'known', view: onboardingOfFlow(person, sameKey.flow) };
  }
  const same = record.requests.find(({ fingerprint }) => fingerprint === origin.fingerprint);
  if (isOffboarding(view)) return decideAfterOrder(person, view, request, same);
  return decideAfterHire({ view, record }, wanted, same);
}

/** The person leaves, has left, or was reinstated. `same`: the request that asked for the same access, if there was one. */
function decideAfterOrder(
  person: KnownPerson,
  view: OffboardingView,
  { rehire }: OnboardingRequest,
  same?: RequestRecord,
): Decision {
  if (same !== undefined && rehire !== true) {
    return { outcome: 'known', view: onboardingOfFlow(person, same.flow) };
  }
  // The rehire takes the guarded invitations over.
  if (rehire === true && view.state === 'guarding') return { outcome: 'next' };
  if (offboardingTraitsOf(view.state).final !== true) throw leaving(view);
  if (rehire === true || view.state === 'reinstated') return { outcome: 'next' };
  throw new ProblemError(
    'rehire_required',
    `The person has left by the offboarding ${view.id}. To hire them again, send "rehire": true.`,
  );
}

function decideAfterHire(person: OnboardedPerson, wanted: Wanted, same?: RequestRecord): Decision {
  const { view, record } = person;
  const { request } = wanted;
  const isNewest = same !== undefined && same === record.requests[0];
  if (request.rehire === true) return decideRehire(person, wanted, isNewest ? same : undefined);
  const isReturn = isSupersedingAgain(wanted, same) && !isNewest && isInProgress(view);
  if (same !== undefined && !isReturn) {
    const known = onboardingOfFlow(person, same.flow);
    return isNewest && known.cancellation === undefined
      ? amendOrKnown(person, request)
      : { outcome: 'known', view: known };
  }
  if (isInProgress(view)) return supersedes(person, request);
  if (view.state === 'completed') return { outcome: 'next' };
  throw new ProblemError(
    'rehire_required',
    `The onboarding ${view.id} of this person was cancelled (${view.state}). To hire the person again, send "rehire": true.`,
  );
}

/** `same`: the request that led to the newest flow, if it asked for the same access. */
function decideRehire(person: OnboardedPerson, { request, origin }: Wanted, same?: RequestRecord): Decision {
  const { view } = person;
  if (isInProgress(view)) {
    return same === undefined ? supersedes(person, request) : amendOrKnown(person, request);
  }
  // Without an Idempotency-Key of its own, the same order to hire again is a repetition of the one that was followed.
  const isRepetition = same?.rehire === true && same.idempotencyKey === origin.idempotencyKey;
  if (isRepetition) return { outcome: 'known', view };
  if (view.state === 'guarding' || traitsOf(view.state).final === true) return { outcome: 'next' };
  throw new ProblemError(
    'open_onboarding_conflict',
    `The onboarding ${view.id} of this person was cancelled and is being undone (${view.state}). Retry once it is guarding or cancelled.`,
    { retryAfterSeconds: 5 },
  );
}

/** Other access while an onboarding is open. Throws `open_onboarding_conflict` unless the request supersedes it. */
function supersedes({ view }: OnboardedPerson, { supersede }: OnboardingRequest): Decision {
  if (supersede !== true) throw conflict(view);
  return { outcome: 'next' };
}

/** Whether a request asks to return to what an earlier one asked for, and is not that one, repeated. */
function isSupersedingAgain({ request, origin }: Wanted, same?: RequestRecord): boolean {
  if (request.supersede !== true || same === undefined) return false;
  return same.content !== origin.content || same.idempotencyKey !== origin.idempotencyKey;
}

function amendOrKnown({ view, record }: OnboardedPerson, request: OnboardingRequest): Decision {
  const details = record.request && changedDetails(record.request, request, view);
  return details === undefined ? { outcome: 'known', view } : { outcome: 'amend', details };
}

/** The details that a request gives and that differ. A detail that it leaves out stays as it is. */
function changedDetails(
  known: OnboardingRequest,
  wanted: OnboardingRequest,
  view: OnboardingView,
): Details | undefined {
  const before = detailsOf(known, view);
  const changed = Object.entries(detailsOf(wanted, view)).filter(
    ([name, value]) => value !== undefined && value !== before[name as keyof Details],
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

/** The time at which an onboarding begins can change until then. */
function detailsOf(request: OnboardingRequest, { step }: OnboardingView) {
  const { firstName, lastName, externalId, startDate, group } = request;
  const begins = step === 'awaitStart' ? request.notBefore : undefined;
  const notBefore = begins === undefined ? undefined : canonicalInstant(begins);
  return { firstName, lastName, externalId, startDate, notBefore, description: group?.description };
}

function isInProgress({ state, cancellation }: OnboardingView): boolean {
  return traitsOf(state).final !== true && cancellation === undefined;
}

/** The view of an onboarding of the person. If it was forgotten, that of the newest one. Throws `rehire_required`. */
export function onboardingOfFlow({ view, record }: KnownPerson, flow: number): OnboardingView {
  const id = flowIdFor(parseFlowId(view.id).personId, flow);
  const known = [view, ...record.earlier].filter(isOnboarding);
  const found = known.find((one) => one.id === id) ?? known[0];
  if (found !== undefined) return found;
  throw new ProblemError(
    'rehire_required',
    'The onboarding that this request has led to is too old to be remembered. To hire the person again, send "rehire": true.',
  );
}

function conflict({ id, state }: OnboardingView): ProblemError {
  return new ProblemError(
    'open_onboarding_conflict',
    `The onboarding ${id} of this person is open (${state}) and was started with different content. Wait until it is completed, cancel it, or send "supersede": true to let it hand over to this request.`,
  );
}

function leaving({ id, state }: OffboardingView): ProblemError {
  return new ProblemError(
    'open_offboarding_conflict',
    `The person is leaving: the offboarding ${id} is open (${state}). If they stay after all, reinstate them: POST /v1/offboardings/${id}/reinstate. Otherwise send the request with "rehire": true once they are removed (guarding or left).`,
  );
}
