import type { OffboardingView } from '../contract/api/offboarding-view.ts';
import type { OffboardingRequest } from '../contract/api/offboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { canonicalInstant, ifToCome } from '../contract/lib/instant.ts';
import { flowIdFor, parseFlowId } from '../contract/temporal/flow-ids.ts';
import { hasEnded, isOffboarding } from '../contract/temporal/flow-view.ts';
import type { RequestRecord } from '../contract/temporal/person-record.ts';
import type { KnownPerson } from '../onboardings/decide.ts';

/** What an order leads to, given what is known of the person. */
export type DepartureDecision =
  /** It is a repetition: the offboarding that it has led to is the result. */
  | { readonly outcome: 'known'; readonly view: OffboardingView }
  /** It leads to a further offboarding, which interrupts an open onboarding. */
  | { readonly outcome: 'next' };

type Order = Pick<RequestRecord, 'fingerprint' | 'content' | 'idempotencyKey'>;

/** When an order is to take effect. */
export type Planned = {
  /** RFC 3339, as ordered. Absent if at once. */
  readonly effectiveAt?: string | undefined;
  readonly nowMs: number;
};

/** Returns when the request is to begin, as seen now. */
export function plannedOf({ effectiveAt }: Pick<OffboardingRequest, 'effectiveAt'>): Planned {
  return { effectiveAt, nowMs: Date.now() };
}

/**
 * Decides what an order to offboard a known person leads to. A repetition never takes anything away again: neither after a
 * reinstatement nor after the person was hired again. While an offboarding is scheduled, another order takes its place: nothing
 * was taken yet. Throws `ProblemError`: `idempotency_key_reused`, `open_onboarding_conflict`, `open_offboarding_conflict` and
 * `order_repeated`.
 */
export function decideDeparture(
  { view, record }: KnownPerson,
  order: Order,
  planned: Planned,
): DepartureDecision {
  const departures = [view, ...record.earlier].filter(isOffboarding);
  const orders = record.requests.filter(({ offboard }) => offboard === true);
  const sameKey = record.requests.find(
    ({ idempotencyKey }) => idempotencyKey !== undefined && idempotencyKey === order.idempotencyKey,
  );
  if (sameKey !== undefined && sameKey.content !== order.content) {
    const detail = 'Use a new Idempotency-Key for a request with different content.';
    throw new ProblemError('idempotency_key_reused', detail);
  }
  const isRepetition = (one: RequestRecord) =>
    one.content === order.content && one.idempotencyKey === order.idempotencyKey;

  if (!isOffboarding(view)) {
    const earlier = orders.find(isRepetition);
    if (earlier !== undefined) throw repeated(flowIdFor(parseFlowId(view.id).personId, earlier.flow));
    if (!hasEnded(view) && ifToCome(planned.effectiveAt, planned.nowMs) !== undefined)
      throw tooEarly(view.id);
    return { outcome: 'next' };
  }
  const newest = orders[0];
  const isScheduled = !hasEnded(view) && view.step === 'awaitStart';
  if (newest?.fingerprint === order.fingerprint && !hasEnded(view)) {
    if (!isScheduled || isSameTime(view, planned)) return { outcome: 'known', view };
  }
  if (hasEnded(view) || isScheduled) {
    const earlier = orders.find(isRepetition);
    if (earlier === undefined) return { outcome: 'next' };
    const id = flowIdFor(parseFlowId(view.id).personId, earlier.flow);
    return { outcome: 'known', view: departures.find((one) => one.id === id) ?? view };
  }
  throw new ProblemError(
    'open_offboarding_conflict',
    `The offboarding ${view.id} of this person is open (${view.state}) and was ordered with another grace period, or with other permissions. Use its commands instead: GET /v1/offboardings/${view.id}/explain.`,
  );
}

function repeated(flowId: string): ProblemError {
  return new ProblemError(
    'order_repeated',
    `This order has led to the offboarding ${flowId}, and the person was hired again since. If they leave again, send the order with an Idempotency-Key of its own.`,
  );
}

function isSameTime({ effectiveAt }: OffboardingView, planned: Planned): boolean {
  return planned.effectiveAt !== undefined && canonicalInstant(planned.effectiveAt) === effectiveAt;
}

function tooEarly(onboardingId: string): ProblemError {
  return new ProblemError(
    'open_onboarding_conflict',
    `The onboarding ${onboardingId} of this person is open, and a departure that begins later would leave it unattended until then. Send the order without effectiveAt to interrupt the onboarding now, or once it has ended.`,
  );
}
