import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { initialView } from '../contract/temporal/initial-view.ts';
import type { PersonMemo } from '../contract/temporal/memo.ts';
import type { FlowRequest } from '../contract/temporal/messages.ts';
import { newRecord, nextRecord, type PersonRecord } from '../contract/temporal/person-record.ts';
import { personAttributes } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from './call-temporal.ts';
import { decide, type Decision } from './decide.ts';
import { erasedView } from './erased-view.ts';
import { assertExternalIdIsFree } from './external-id.ts';
import { findPersonOrUndefined, type FoundPerson } from './find-person.ts';
import { type Caller, flowRequestFor, originOf, personIdOf, personKeysOf } from './new-flow.ts';
import type { Onboardings } from './onboardings.ts';
import { replaceOnboarding } from './replace.ts';
import { amend, requestFlow, requestUpdateId } from './send-request.ts';
import type { FlowSettings } from './settings.ts';

/** What is remembered becomes visible a moment after it has changed. */
const attempts = 6;
const attemptPauseMs = 200;

/** Temporal shows at most this much of a summary. */
const summaryBytes = 200;

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
          ? await startUnknown(personId, first, caller)
          : await followUp(person, request, caller);
      if (result !== undefined) return result;
      // Another caller was faster between the look and the request: look again.
      await sleep(attemptPauseMs);
    }
    const detail = 'Another request for this person is being served. Retry in a second.';
    throw new ProblemError('open_onboarding_conflict', detail, { retryAfterSeconds: 1 });
  };

  async function startUnknown(
    personId: string,
    first: FlowRequest,
    caller: Caller,
  ): Promise<Started | undefined> {
    await prepare(personId, first.request, caller);
    const isStarted = await tryStart(client, personId, first, newRecord(first), 'REJECT_DUPLICATE');
    return isStarted ? started(personId, first) : undefined;
  }

  async function followUp(
    person: FoundPerson,
    request: OnboardingRequest,
    caller: Caller,
  ): Promise<Started | undefined> {
    const { personId } = person;
    if (person.lost) return startAgain(person, request, caller);
    const decision = decideFor(person, request, caller);
    if (decision.outcome === 'known') return { outcome: 'existing', onboarding: decision.view };
    if (decision.outcome === 'amend') {
      if (decision.details.externalId !== undefined)
        await assertExternalIdIsFree(client, settings, personId, request);
      const keys = personKeysOf(amendedRequest(person, request), settings);
      const view = await amend(client, person.execution, {
        by: caller.name,
        details: decision.details,
        personKeys: keys,
      });
      return view && { outcome: 'existing', onboarding: view };
    }
    await prepare(personId, request, caller);
    const next = flowRequestFor(request, caller, person.flow, settings);
    const updateId = requestUpdateId(settings.idKey, sinceOf(person), next);
    return (await requestFlow(client, person.execution, updateId, next))
      ? started(personId, next)
      : undefined;
  }

  /** The person is remembered, but the execution that was responsible was ended from outside. */
  async function startAgain(
    person: FoundPerson,
    request: OnboardingRequest,
    caller: Caller,
  ): Promise<Started | undefined> {
    if (request.rehire !== true) throw recordLost(person);
    await prepare(person.personId, request, caller);
    const next = flowRequestFor(request, caller, person.flow, settings);
    const record =
      person.erasedAt === undefined ? nextRecord(person.record, person.view, next) : newRecord(next);
    const isStarted = await tryStart(client, person.personId, next, record, 'ALLOW_DUPLICATE');
    return isStarted ? started(person.personId, next) : undefined;
  }

  /** What has to be settled before a further email goes out. */
  async function prepare(personId: string, request: OnboardingRequest, caller: Caller): Promise<void> {
    if (request.replaces !== undefined) {
      await replaceOnboarding(client, command, { personId, replaced: request.replaces, caller });
    }
    await assertExternalIdIsFree(client, settings, personId, request);
  }
}

/** Decides what a request leads to. Throws what `decide` throws. */
export function decideFor(person: FoundPerson, request: OnboardingRequest, caller: Caller): Decision {
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

/** When the person entered the state in which they are. */
function sinceOf(person: FoundPerson): string {
  return person.erasedAt ?? person.view.since;
}

function amendedRequest(
  person: FoundPerson,
  { externalId, ...request }: OnboardingRequest,
): OnboardingRequest {
  const known = person.erasedAt === undefined ? person.record.request.externalId : undefined;
  const id = externalId ?? known;
  return id === undefined ? request : { ...request, externalId: id };
}

function started(personId: string, { input }: FlowRequest): Started {
  return { outcome: 'started', onboarding: viewAtStart(personId, input) };
}

function viewAtStart(personId: string, input: FlowRequest['input']): OnboardingView {
  return initialView(flowIdFor(personId, input.flow), input, Date.now());
}

/** Whether to start if an execution with this ID has ended. If one is open, none is started. */
type ReusePolicy = 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';

/** Returns whether the onboarding was started. */
async function tryStart(
  client: OrganizationClient,
  personId: string,
  flow: FlowRequest,
  record: PersonRecord,
  reusePolicy: ReusePolicy,
): Promise<boolean> {
  try {
    await callTemporal(client, () => startOnboarding(client, personId, flow, record, reusePolicy));
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function startOnboarding(
  client: OrganizationClient,
  personId: string,
  { input }: FlowRequest,
  record: PersonRecord,
  workflowIdReusePolicy: ReusePolicy,
): Promise<void> {
  const memo: PersonMemo = { view: viewAtStart(personId, input), record };
  const { email, group, policies, personKeys, requestedBy } = input;
  await client.start(workflows.onboarding, {
    workflowId: personId,
    args: [{ ...input, record }],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy,
    memo,
    typedSearchAttributes: personAttributes(memo.view, { group, personKeys }),
    staticSummary: cutToBytes(`${email} → ${group.name}`, summaryBytes),
    staticDetails: `Invites ${email}, creates the group "${group.name}" with ${policies.join(', ')}, waits for the acceptance, adds the member and verifies the access. Requested by ${requestedBy}.`,
  });
}

/** Cuts a text to a number of UTF-8 bytes without splitting a character. */
function cutToBytes(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  return `${new TextDecoder().decode(encoded.slice(0, bytes - 3)).replace(/\uFFFD+$/, '')}…`;
}
