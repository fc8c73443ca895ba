import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OffboardingView } from '../contract/api/offboarding-view.ts';
import type { OffboardingRequest } from '../contract/api/offboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { initialOffboardingView } from '../contract/temporal/initial-offboarding-view.ts';
import type { PersonMemo } from '../contract/temporal/memo.ts';
import { type DepartureRequest, offboardUpdate } from '../contract/temporal/messages.ts';
import { newRecord, nextRecord, type PersonRecord } from '../contract/temporal/person-record.ts';
import { personAttributes } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { personIdFor, updateIdFor } from '../contract/temporal/workflow-ids.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import { findPersonOrUndefined, type FoundPerson } from '../onboardings/find-person.ts';
import { requestNextFlow } from '../onboardings/send-request.ts';
import type { ReusePolicy } from '../onboardings/try-start.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { decideDeparture, plannedOf } from './decide.ts';
import { departureFor, orderOf } from './new-departure.ts';
import type { Offboardings, OrderCaller } from './offboardings.ts';
import type { DepartureSettings } from './settings.ts';

/** What is remembered becomes visible a moment after it has changed. */
const attempts = 6;
const attemptPauseMs = 200;

type Ordered = Awaited<ReturnType<Offboardings['order']>>;

/**
 * A person whom this service does not know is started with. For a known one, an update takes the order to the execution that
 * is responsible for them: the register, or an open onboarding, which hands over what it did.
 */
export function createOrder(client: OrganizationClient, settings: DepartureSettings): Offboardings['order'] {
  return async (request, caller) => {
    const personId = personIdFor(settings.idKey, settings.organization, request.email);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const person = await findPersonOrUndefined(client, personId);
      const ordered =
        person === undefined
          ? await startFirst(personId, request, caller)
          : await followUp(person, request, caller);
      if (ordered !== undefined) return ordered;
      // Another caller was faster between the look and the order: look again.
      await sleep(attemptPauseMs);
    }
    const detail = 'Another request for this person is being served. Retry in a second.';
    throw new ProblemError('open_offboarding_conflict', detail, { retryAfterSeconds: 1 });
  };

  async function startFirst(
    personId: string,
    request: OffboardingRequest,
    caller: OrderCaller,
  ): Promise<Ordered | undefined> {
    const first = departureFor(request, caller, 0, settings);
    return (await tryStart(client, personId, first, newRecord(first), 'REJECT_DUPLICATE'))
      ? started(personId, first)
      : undefined;
  }

  async function followUp(
    person: FoundPerson,
    request: OffboardingRequest,
    caller: OrderCaller,
  ): Promise<Ordered | undefined> {
    const { personId, flow, lost } = person;
    // Of a person who was erased, or whose workflow was ended from outside, no order is still being followed.
    if (person.erasedAt === undefined && !lost) {
      const decision = decideDeparture(person, orderOf(request, caller, flow + 1), plannedOf(request));
      if (decision.outcome === 'known') return { outcome: 'existing', offboarding: decision.view };
    }
    const known = person.erasedAt === undefined ? person.record : undefined;
    const next = departureFor(request, caller, flow, settings, known);
    if (lost) {
      return (await tryStart(client, personId, next, recordAfter(person, next), 'ALLOW_DUPLICATE'))
        ? started(personId, next)
        : undefined;
    }
    const since = person.erasedAt ?? person.view.since;
    const { content, idempotencyKey = '' } = next.origin;
    const updateId = updateIdFor(settings.idKey, 'offboard', String(flow), since, content, idempotencyKey);
    return (await requestNextFlow(client, person.execution, offboardUpdate, updateId, next))
      ? started(personId, next)
      : undefined;
  }
}

function recordAfter(person: FoundPerson, next: DepartureRequest): PersonRecord {
  return person.erasedAt === undefined ? nextRecord(person.record, person.view, next) : newRecord(next);
}

function started(personId: string, { input }: DepartureRequest): Ordered {
  return { outcome: 'started', offboarding: viewAtStart(personId, input) };
}

/** The offboarding as its caller sees it before a worker has begun. */
function viewAtStart(personId: string, input: DepartureRequest['input']): OffboardingView {
  return initialOffboardingView(flowIdFor(personId, input.flow), input, Date.now());
}

/** Returns whether the offboarding was started. */
async function tryStart(
  client: OrganizationClient,
  personId: string,
  { input }: DepartureRequest,
  record: PersonRecord,
  workflowIdReusePolicy: ReusePolicy,
): Promise<boolean> {
  const memo: PersonMemo = { view: viewAtStart(personId, input), record };
  try {
    await callTemporal(client, () =>
      client.start(workflows.offboarding, {
        workflowId: personId,
        args: [{ ...input, record }],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy,
        memo,
        typedSearchAttributes: personAttributes(memo.view, input),
        staticSummary: `${input.email} leaves`,
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
