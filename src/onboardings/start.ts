import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { groupWorkflowIdFor, onboardingIdFor } from '../contract/temporal/workflow-ids.ts';
import { initialView } from '../contract/temporal/initial-view.ts';
import type { OnboardingInput } from '../contract/temporal/onboarding-input.ts';
import { type OnboardingRequest, requestFingerprintSource } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { OnboardingMemo } from '../contract/temporal/memo.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { groupAttribute, statusAttributes } from '../contract/temporal/search-attributes.ts';
import { startWorkflow } from '../contract/temporal/start-workflow.ts';
import { taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OnboardingSettings } from './settings.ts';
import { findOrUndefined, type FoundOnboarding } from './get.ts';
import { requestRehire } from './rehire.ts';
import type { Onboardings } from './onboardings.ts';
import { callTemporal } from './call-temporal.ts';

/** A run that ends is seen to have ended a moment later. */
const attempts = 6;
const betweenAttemptsMs = 200;

/** Temporal shows at most this much of a summary. */
const summaryBytes = 200;

/**
 * The run's id is made from the person, so Temporal itself sees to it that one person has one open run; who comes
 * second finds the run of the first.
 */
export function createStart(client: Client, settings: OnboardingSettings): Onboardings['start'] {
  return async (request, caller) => {
    const id = idOf(request, settings);
    const input = inputFor(request, settings);
    const memo: OnboardingMemo = {
      view: initialView(id, input, Date.now()),
      fingerprint: fingerprintOf(request),
      requestedBy: caller.name,
      ...(caller.idempotencyKey === undefined ? {} : { idempotencyKey: caller.idempotencyKey }),
    };
    // Most hires are new: for them this one call is all.
    if (await tryStart(client, id, input, memo, 'REJECT_DUPLICATE'))
      return { outcome: 'started', run: memo.view };
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const existing = await findOrUndefined(client, id);
      if (existing !== undefined && matchesExisting(existing, memo)) {
        return { outcome: 'existing', run: existing.view };
      }
      const begun =
        existing?.open === true
          ? await requestRehire(client, existing, { input, memo })
          : await tryStart(client, id, input, memo, 'ALLOW_DUPLICATE');
      if (begun) return { outcome: 'started', run: memo.view };
      // Somebody else was faster between the look and the start, or the run that was there is about to end.
      await sleep(betweenAttemptsMs);
    }
    const message = 'Another run of this person begins or ends in this moment. Try again.';
    throw new ProblemError('open_onboarding_conflict', message, { retryAfterSeconds: 1 });
  };
}

/** The run that a start would answer instead of beginning one. Throws where a run stands in the way. */
export async function findExisting(
  client: Client,
  settings: OnboardingSettings,
  request: OnboardingRequest,
): Promise<OnboardingView | undefined> {
  const existing = await findOrUndefined(client, idOf(request, settings));
  if (existing === undefined) return undefined;
  return matchesExisting(existing, { fingerprint: fingerprintOf(request) }) ? existing.view : undefined;
}

function idOf({ email }: OnboardingRequest, { idKey, organization }: OnboardingSettings): string {
  return onboardingIdFor(idKey, organization, email);
}

function fingerprintOf(request: OnboardingRequest): string {
  return createHash('sha256').update(requestFingerprintSource(request)).digest('hex');
}

/**
 * Whether the run that exists is the answer to the request. Throws where it stands in the way. An open run that was
 * cancelled is no answer: the person is hired again.
 */
function matchesExisting(
  existing: FoundOnboarding,
  wanted: Pick<OnboardingMemo, 'fingerprint' | 'idempotencyKey'>,
): boolean {
  const { memo, view, open } = existing;
  const sameContent = memo.fingerprint === wanted.fingerprint;
  const sameKey = wanted.idempotencyKey !== undefined && memo.idempotencyKey === wanted.idempotencyKey;
  if (sameKey && !sameContent) {
    throw new ProblemError(
      'idempotency_key_reused',
      'Use a new Idempotency-Key for a request with other content.',
    );
  }
  const cancelled = open && view.cancellation !== undefined;
  if (sameContent && ((open && !cancelled) || view.state === 'completed' || sameKey)) return true;
  if (!open || view.state === 'guarding') return false;
  throw new ProblemError(
    'open_onboarding_conflict',
    cancelled
      ? `The run ${view.id} of this person was cancelled and is being undone (${view.state}). Try again once it is guarding or cancelled.`
      : `The run ${view.id} of this person is open (${view.state}) and was started with other content. Wait until it is completed, or cancel it.`,
  );
}

function inputFor(request: OnboardingRequest, settings: OnboardingSettings): OnboardingInput {
  const { email, firstName, lastName, externalId, startDate, group } = request;
  return {
    email,
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(startDate === undefined ? {} : { startDate }),
    allowedAddresses: request.allowedAddresses ?? [],
    apiAccess: request.apiAccess ?? false,
    // Vultr's Terraform provider requires a description of every group.
    group: { name: group.name, description: group.description ?? `Members of ${group.name}` },
    policies: request.policies,
    groupWorkflowId: groupWorkflowIdFor(settings.idKey, settings.organization, group.name),
    maxInvitations: settings.maxInvitations,
    timings: settings.timings,
    taskQueues: taskQueuesFor(settings.organization),
    ...(settings.events === true ? { events: true } : {}),
  };
}

/** Whether a run may be started where one of this id has ended. Where one is open, none is started. */
type AfterOneThatEnded = 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';

/** Answers whether the run was started. */
async function tryStart(
  client: Client,
  id: string,
  input: OnboardingInput,
  memo: OnboardingMemo,
  afterOneThatEnded: AfterOneThatEnded,
): Promise<boolean> {
  try {
    await callTemporal(client, () => startOnboarding(client, id, input, memo, afterOneThatEnded));
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function startOnboarding(
  client: Client,
  id: string,
  input: OnboardingInput,
  memo: OnboardingMemo,
  workflowIdReusePolicy: AfterOneThatEnded,
): Promise<void> {
  await startWorkflow(client, workflows.onboarding, {
    workflowId: id,
    taskQueue: input.taskQueues.onboarding,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy,
    memo,
    typedSearchAttributes: [...statusAttributes(memo.view), { key: groupAttribute, value: input.group.name }],
    staticSummary: cutToBytes(`${input.email} → ${input.group.name}`, summaryBytes),
    staticDetails: `Invites ${input.email}, makes the group "${input.group.name}" with ${input.policies.join(', ')}, waits for the acceptance, adds the member and verifies the access. Asked for by ${memo.requestedBy}.`,
  });
}

function cutToBytes(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  return `${new TextDecoder().decode(encoded.slice(0, bytes - 3)).replace(/\uFFFD+$/, '')}…`;
}
