import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { type FlowRequest, requestUpdate } from '../contract/temporal/messages.ts';
import {
  amendedRecord,
  type Details,
  newRecord,
  nextRecord,
  type PersonRecord,
} from '../contract/temporal/person-record.ts';
import { personKeysAttribute } from '../contract/temporal/search-attributes.ts';
import { createFindClaimants, type FindClaimants } from './claimants.ts';
import { decideUnlessOwned } from './decide-unless-owned.ts';
import { assertExternalIdIsFree } from './external-id.ts';
import { findPersonOrUndefined, type FoundPerson, type RememberedPerson } from './find-person.ts';
import { groupsOf } from '../contract/rules/groups-of-view.ts';
import { isOffboarding } from '../contract/temporal/flow-view.ts';
import { type Caller, flowRequestFor, personIdOf, personKeysOf } from './new-flow.ts';
import type { Onboardings } from './onboardings.ts';
import { replaceOnboarding } from './replace.ts';
import { amend, requestNextFlow, requestUpdateId } from './send-request.ts';
import type { FlowSettings } from './settings.ts';
import { type ReusePolicy, tryStart, viewAtStart } from './try-start.ts';

/** What is remembered becomes visible a moment after it has changed. */
const attempts = 6;
const attemptPauseMs = 200;

type Started = Awaited<ReturnType<Onboardings['start']>>;

/** As `start` of `Onboardings`, with a look-up of external IDs that requests can share. */
export type StartWith = (
  request: OnboardingRequest,
  caller: Caller,
  findClaimants?: FindClaimants,
) => Promise<Started>;

/** What a request is served with. */
type Serving = { readonly caller: Caller; readonly findClaimants: FindClaimants };

/**
 * The workflow ID is made from the person, so Temporal itself ensures that one person has one open execution. An unknown
 * person is started; what a request leads to for a known one is decided from what is remembered, and an update takes the
 * request there with the number of the flow that was seen.
 */
export function createStart(
  client: OrganizationClient,
  settings: FlowSettings,
  command: Onboardings['command'],
): StartWith {
  return async (request, caller, findClaimants = createFindClaimants(client, settings, [request])) => {
    const serving = { caller, findClaimants };
    const personId = personIdOf(request, settings);
    const firstFlow = () => flowRequestFor(request, caller, 0, settings);
    // Most people are new: for them this one call is enough, unless another person must be looked for first. A request with
    // roles is looked up first as well: a repetition stays one after a role has gone.
    const needsLook =
      request.externalId !== undefined || request.replaces !== undefined || request.group === undefined;
    if (!needsLook) {
      const first = firstFlow();
      if (await tryStart(client, personId, first, newRecord(first), 'REJECT_DUPLICATE')) {
        return started(personId, first);
      }
    }
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const person = await findPersonOrUndefined(client, personId);
      const result =
        person === undefined
          ? await startUnknown(personId, firstFlow(), serving)
          : await followUp(person, request, serving);
      if (result !== undefined) return result;
      // Another caller was faster between the look and the request: look again.
      await sleep(attemptPauseMs);
    }
    const detail = 'Another request for this person is being served. Retry in a second.';
    throw new ProblemError('open_onboarding_conflict', detail, { retryAfterSeconds: 1 });
  };

  function startUnknown(
    personId: string,
    first: FlowRequest,
    serving: Serving,
  ): Promise<Started | undefined> {
    return startPrepared(personId, first, newRecord(first), 'REJECT_DUPLICATE', serving);
  }

  async function startPrepared(
    personId: string,
    flow: FlowRequest,
    record: PersonRecord,
    reusePolicy: ReusePolicy,
    serving: Serving,
  ): Promise<Started | undefined> {
    await prepare(personId, flow, serving);
    return (await tryStart(client, personId, flow, record, reusePolicy))
      ? started(personId, flow)
      : undefined;
  }

  async function followUp(
    person: FoundPerson,
    request: OnboardingRequest,
    serving: Serving,
  ): Promise<Started | undefined> {
    const { personId } = person;
    const { caller } = serving;
    const decision = await decideUnlessOwned(client, person, request, caller);
    if (decision.outcome === 'known') return { outcome: 'existing', onboarding: decision.view };
    // Of a person who was erased there are no details.
    if (decision.outcome === 'amend' && person.erasedAt === undefined)
      return amendDetails(person, request, serving, decision.details);
    const next = flowRequestFor(request, caller, person.flow, settings);
    // The execution that was responsible was ended from outside.
    if (person.lost)
      return startPrepared(personId, next, recordAfter(person, next), 'ALLOW_DUPLICATE', serving);
    await prepare(personId, next, serving);
    const updateId = requestUpdateId(settings.idKey, sinceOf(person), next);
    return (await requestNextFlow(client, person.execution, requestUpdate, updateId, next))
      ? started(personId, next)
      : undefined;
  }

  async function amendDetails(
    { personId, flow, execution, record, view }: RememberedPerson,
    request: OnboardingRequest,
    { caller, findClaimants }: Serving,
    details: Details,
  ): Promise<Started | undefined> {
    if (details.externalId !== undefined) await assertExternalIdIsFree(findClaimants, personId, request);
    const newest = record.requests[0]?.idempotencyKey;
    const groups = isOffboarding(view) ? [] : groupsOf(view);
    const amended = amendedRecord(record, details).request ?? request;
    const personKeys = personKeysOf(amended, settings, newest, groups);
    const seenKeys = execution.typedSearchAttributes.get(personKeysAttribute) ?? [];
    const change = { by: caller.name, seenFlow: flow, seenKeys, details, personKeys };
    const onboarding = await amend(client, execution, change);
    return onboarding && { outcome: 'existing', onboarding };
  }

  /** What has to be settled before a further email goes out. */
  async function prepare(
    personId: string,
    { request, origin }: FlowRequest,
    { findClaimants }: Serving,
  ): Promise<void> {
    if (request.replaces !== undefined) {
      const by = origin.requestedBy;
      await replaceOnboarding(client, command, { personId, replaced: request.replaces, by });
    }
    await assertExternalIdIsFree(findClaimants, personId, request);
  }
}

function recordAfter(person: FoundPerson, next: FlowRequest): PersonRecord {
  return person.erasedAt === undefined ? nextRecord(person.record, person.view, next) : newRecord(next);
}

/** When the person entered the state in which they are. */
function sinceOf(person: FoundPerson): string {
  return person.erasedAt ?? person.view.since;
}

function started(personId: string, { input }: FlowRequest): Started {
  return { outcome: 'started', onboarding: viewAtStart(personId, input) };
}
