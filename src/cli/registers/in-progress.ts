import type { OffboardingRequest } from '../../contract/api/offboarding-request.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import type { OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import { defined } from '../../contract/lib/optional.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { isOffboarding } from '../../contract/temporal/flow-view.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import { grantedUserIds, type PersonRecord } from '../../contract/temporal/person-record.ts';

/** A person for whom a flow is in progress. It cannot be moved, so the line has what leads to it again. */
export type InProgress = {
  readonly id: string;
  readonly inProgress: {
    readonly flowId: string;
    readonly state: string;
    readonly email: string;
    /** The body of `POST /v1/onboardings`. */
    readonly request?: OnboardingRequest;
    /** The body of `POST /v1/offboardings`. */
    readonly order?: OffboardingRequest;
  };
};

const dayMs = 24 * 60 * 60_000;
const maxGraceDays = 365;

/** What to send again for a person. A flow that is being undone has neither: a request would give the person access again. */
export function inProgressOf(id: string, { view, record }: PersonMemo, nowMs = Date.now()): InProgress {
  const { id: flowId, state, email } = view;
  const common = { flowId, state, email };
  if (isOffboarding(view)) {
    const order = view.cancellation === undefined ? orderAgain(view, record, nowMs) : undefined;
    return { id, inProgress: { ...common, ...defined({ order }) } };
  }
  const undone = view.cancellation !== undefined || traitsOf(view.state).undoes === true;
  const request = undone || record.request === undefined ? undefined : requestAgain(record.request);
  return { id, inProgress: { ...common, ...defined({ request }) } };
}

/** Without what refers to other flows, which need not exist after an import. */
function requestAgain(asked: OnboardingRequest): OnboardingRequest {
  const { replaces: _replaces, supersede: _supersede, ...request } = asked;
  return request;
}

function orderAgain(view: OffboardingView, record: PersonRecord, nowMs: number): OffboardingRequest {
  const { email, reason, externalId, effectiveAt, state, before, graceEndsAt, graceMs } = view;
  const graceLeftMs = graceEndsAt === undefined ? graceMs : Date.parse(graceEndsAt) - nowMs;
  const graceDays = Math.min(Math.ceil(Math.max(graceLeftMs, 0) / dayMs), maxGraceDays);
  // The new Temporal does not know that this service brought the person in. The guard has judged those who were surveyed.
  const { ownInvitationIds = [] } = record;
  const broughtIn = before !== undefined || grantedUserIds(record).length + ownInvitationIds.length > 0;
  return {
    email,
    reason,
    graceDays,
    ...defined({ externalId, effectiveAt: state === 'scheduled' ? effectiveAt : undefined }),
    ...(broughtIn ? { evenIfNotBroughtInHere: true } : {}),
  };
}
