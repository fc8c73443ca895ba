import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { traitsOf } from '../contract/rules/states.ts';
import type { Details, PersonRecord, RequestRecord } from '../contract/temporal/person-record.ts';
import { flowIdFor, parseFlowId } from '../contract/temporal/flow-ids.ts';

/** What a request leads to, given what is known of the person. */
export type Decision =
  /** It is a repetition: the flow that it has led to is the result. */
  | { readonly outcome: 'known'; readonly view: OnboardingView }
  /** Only details differ from those of the newest flow. */
  | { readonly outcome: 'amend'; readonly details: Details }
  /** It leads to a further flow. */
  | { readonly outcome: 'next' };

export type KnownPerson = { readonly view: OnboardingView; readonly record: PersonRecord };

export type Wanted = {
  readonly request: OnboardingRequest;
  readonly origin: Pick<RequestRecord, 'fingerprint' | 'content' | 'idempotencyKey'>;
};

/**
 * Decides what a request for a known person leads to. Access is given again only if the request says so: a repetition
 * changes nothing, whatever has happened in between. Throws `ProblemError`: `idempotency_key_reused`,
 * `open_onboarding_conflict` and `rehire_required`.
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
    return { outcome: 'known', view: viewOfFlow(person, sameKey.flow) };
  }
  const same = record.requests.find(({ fingerprint }) => fingerprint === origin.fingerprint);
  const isNewest = same !== undefined && same === record.requests[0];
  if (request.rehire === true) return decideRehire(person, wanted, isNewest ? same : undefined);
  if (same !== undefined) {
    const known = viewOfFlow(person, same.flow);
    return isNewest && known.cancellation === undefined
      ? amendOrKnown(person, request)
      : { outcome: 'known', view: known };
  }
  if (isInProgress(view)) throw conflict(view);
  if (view.state === 'completed') return { outcome: 'next' };
  throw new ProblemError(
    'rehire_required',
    `The onboarding ${view.id} of this person was cancelled (${view.state}). To hire the person again, send "rehire": true.`,
  );
}

/** `same`: the request that led to the newest flow, if it asked for the same access. */
function decideRehire(person: KnownPerson, { request, origin }: Wanted, same?: RequestRecord): Decision {
  const { view } = person;
  if (isInProgress(view)) {
    if (same === undefined) throw conflict(view);
    return amendOrKnown(person, request);
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

function amendOrKnown({ view, record }: KnownPerson, request: OnboardingRequest): Decision {
  const details = changedDetails(record.request, request);
  return details === undefined ? { outcome: 'known', view } : { outcome: 'amend', details };
}

/** The details that a request gives and that differ. A detail that it leaves out stays as it is. */
function changedDetails(known: OnboardingRequest, wanted: OnboardingRequest): Details | undefined {
  const before = detailsOf(known);
  const changed = Object.entries(detailsOf(wanted)).filter(
    ([name, value]) => value !== undefined && value !== before[name as keyof Details],
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function detailsOf({
  firstName,
  lastName,
  externalId,
  startDate,
  group: { description },
}: OnboardingRequest) {
  return { firstName, lastName, externalId, startDate, description };
}

function isInProgress({ state, cancellation }: OnboardingView): boolean {
  return traitsOf(state).final !== true && cancellation === undefined;
}

/** The view of a flow of the person. If it was forgotten, that of the newest one. */
export function viewOfFlow({ view, record }: KnownPerson, flow: number): OnboardingView {
  const { personId } = parseFlowId(view.id);
  const id = flowIdFor(personId, flow);
  return record.earlier.find((earlier) => earlier.id === id) ?? view;
}

function conflict({ id, state }: OnboardingView): ProblemError {
  return new ProblemError(
    'open_onboarding_conflict',
    `The onboarding ${id} of this person is open (${state}) and was started with different content. Wait until it is completed, or cancel it.`,
  );
}
