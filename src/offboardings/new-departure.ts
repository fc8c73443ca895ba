import {
  departureContent,
  offboardingContent,
  type OffboardingRequest,
} from '../contract/api/offboarding-request.ts';
import { ifToCome } from '../contract/lib/instant.ts';
import { defined } from '../contract/lib/optional.ts';
import type { DepartureRequest } from '../contract/temporal/messages.ts';
import type { PersonRecord, RequestRecord } from '../contract/temporal/person-record.ts';
import { contentHash } from '../onboardings/content-hash.ts';
import { personKeysOf } from '../onboardings/new-flow.ts';
import type { OrderCaller } from './offboardings.ts';
import type { DepartureSettings } from './settings.ts';

const dayMs = 24 * 60 * 60_000;

/** What an order asks for, as it is remembered. `flow` is the number of the offboarding that it leads to. */
export function orderOf(request: OffboardingRequest, caller: OrderCaller, flow: number): RequestRecord {
  return {
    flow,
    fingerprint: contentHash(departureContent(request)),
    content: contentHash(offboardingContent(request)),
    requestedBy: caller.name,
    ...defined({ idempotencyKey: caller.idempotencyKey }),
    offboard: true,
  };
}

/** Everything that an offboarding needs, with the settings of this process. `record` is what is known of the person. */
export function departureFor(
  request: OffboardingRequest,
  caller: OrderCaller,
  seenFlow: number,
  settings: DepartureSettings,
  record?: PersonRecord,
): DepartureRequest {
  const { email, reason, graceDays, evenIfNotBroughtInHere, urgent } = request;
  const { leaver, timings, taskQueues, events, plainRef } = settings;
  const { externalId = request.externalId, allowedAddresses } = record?.request ?? {};
  const flow = seenFlow + 1;
  const keys = { email, ...defined({ externalId, allowedAddresses }) };
  const input: DepartureRequest['input'] = {
    flow,
    requestedBy: caller.name,
    email,
    reason,
    graceMs: graceDays === undefined ? leaver.graceMs : graceDays * dayMs,
    ...defined({ externalId, effectiveAt: ifToCome(request.effectiveAt, Date.now()) }),
    ...(evenIfNotBroughtInHere === true ? { evenIfNotBroughtInHere } : {}),
    ...(urgent === true ? { urgent } : {}),
    ...defined({ batchSize: caller.batchSize }),
    protectedAddresses: leaver.protectedAddresses,
    adminPolicies: leaver.adminPolicies,
    personKeys: personKeysOf(keys, settings, caller.idempotencyKey ?? caller.listKey, []),
    timings,
    taskQueues,
    ...(events === true ? { events } : {}),
    ...(plainRef === true ? { plainRef } : {}),
  };
  return { seenFlow, input, origin: orderOf(request, caller, flow), ...defined({ owner: caller.owner }) };
}
