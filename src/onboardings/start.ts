import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import type { FlowRequest } from '../contract/temporal/messages.ts';
import {
  amendedRecord,
  type Details,
  newRecord,
  nextRecord,
  type PersonRecord,
} from '../contract/temporal/person-record.ts';
import { decide, type Decision } from './decide.ts';
import { erasedView } from './erased-view.ts';
import { assertExternalIdIsFree } from './external-id.ts';
import { findPersonOrUndefined, type FoundPerson, type RememberedPerson } from './find-person.ts';
import { type Caller, flowRequestFor, originOf, personIdOf, personKeysOf } from './new-flow.ts';
import type { Onboardings } from './onboardings.ts';
import { replaceOnboarding } from './replace.ts';
import { amend, requestFlow, requestUpdateId } from './send-request.ts';
import type { FlowSettings } from './settings.ts';
import { type ReusePolicy, tryStart, viewAtStart } from './try-start.ts';

/** What is remembered becomes visible a moment after it has changed. */
const attempts = 6;
const attemptPauseMs = 200;

type Started = Awaited<ReturnType<Onboardings['start']>>;

/**
 * The workflow ID is made from the person, so Temporal itself ensures that one person has one open execution. An unknown
 * person is started; what a request leads to for a known one is decided from what is remembered, and an update takes the
 * request there with the number of the flow that was seen.
 */
export function createStart(
  client: OrganizationClient,
  settings: FlowSettings,
  command: Onboardings['command'],
): Onboardings['start'] {
  return async (request, caller) => {
    const personId = personIdOf(request, settings);
    const first = flowRequestFor(request, caller, 0, settings);
    // Most people are new: for them this one call is enough, unless another person must be looked for first.
    const needsLook = request.externalId !== undefined || request.replaces !== undefined;
    if (!needsLook && (await tryStart(client, personId, first, newRecord(first), 'REJECT_DUPLICATE'))) {
      return started(personId, first);
    }
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const person = await findPersonOrUndefined(client, personId);
      const result =
        person === undefined
          ? await startPrepared(personId, first, newRecord(first), 'REJECT_DUPLICATE')
          : await followUp(person, request, caller);
      if (result !== undefined) return result;
      // Another caller was faster between the look and the request: look again.
      await sleep(attemptPauseMs);
    }
    const detail = 'Another request for this person is being served. Retry in a second.';
    throw new ProblemError('open_onboarding_conflict', detail, { retryAfterSeconds: 1 });
  };

  async function startPrepared(
    personId: string,
    flow: FlowRequest,
    record: PersonRecord,
    reusePolicy: ReusePolicy,
  ): Promise<Started | undefined> {
    await prepare(personId, flow);
    return (await tryStart(client, personId, flow, record, reusePolicy))
      ? started(personId, flow)
      : undefined;
  }

  async function followUp(
    person: FoundPerson,
    request: OnboardingRequest,
    caller: Caller,
  ): Promise<Started | undefined> {
    const { personId } = person;
    const decision = decideFor(person, request, caller);
    if (decision.outcome === 'known') return { outcome: 'existing', onboarding: decision.view };
    // Of a person who was erased there are no details.
    if (decision.outcome === 'amend' && person.erasedAt === undefined)
      return amendDetails(person, request, caller, decision.details);
    const next = flowRequestFor(request, caller, person.flow, settings);
    // The execution that was responsible was ended from outside.
    if (person.lost) return startPrepared(personId, next, recordAfter(person, next), 'ALLOW_DUPLICATE');
    await prepare(personId, next);
    const updateId = requestUpdateId(settings.idKey, sinceOf(person), next);
    return (await requestFlow(client, person.execution, updateId, next))
      ? started(personId, next)
      : undefined;
  }

  async function amendDetails(
    { personId, execution, record }: RememberedPerson,
    request: OnboardingRequest,
    caller: Caller,
    details: Details,
  ): Promise<Started | undefined> {
    if (details.externalId !== undefined) await assertExternalIdIsFree(client, settings, personId, request);
    const personKeys = personKeysOf(amendedRecord(record, details).request, settings);
    const view = await amend(client, execution, { by: caller.name, details, personKeys });
    return view && { outcome: 'existing', onboarding: view };
  }

  /** What has to be settled before a further email goes out. */
  async function prepare(personId: string, { request, origin }: FlowRequest): Promise<void> {
    if (request.replaces !== undefined) {
      const by = origin.requestedBy;
      await replaceOnboarding(client, command, { personId, replaced: request.replaces, by });
    }
    await assertExternalIdIsFree(client, settings, personId, request);
  }
}

/** Decides what a request leads to. Throws what `decide` throws, and `record_lost`. */
export function decideFor(person: FoundPerson, request: OnboardingRequest, caller: Caller): Decision {
  if (person.lost) {
    if (request.rehire === true) return { outcome: 'next' };
    throw recordLost(person);
  }
  const origin = originOf(request, caller, person.flow + 1);
  if (person.erasedAt === undefined) return decide(person, { request, origin });
  return request.rehire === true
    ? { outcome: 'next' }
    : { outcome: 'known', view: erasedView(person.personId, person, request) };
}

export function recordLost({ personId, flow }: FoundPerson): ProblemError {
  return new ProblemError(
    'record_lost',
    `The workflow ${personId} was ended in Temporal while it was responsible for ${flowIdFor(personId, flow)}, so what has happened since is unknown. Check the person's access (GET /v1/access); to onboard them again, send "rehire": true.`,
  );
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
