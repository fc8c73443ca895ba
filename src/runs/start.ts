import { createHash } from 'node:crypto';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { groupWorkflowIdFor, runIdFor } from '../contract/ids.ts';
import { initialView } from '../contract/initial-view.ts';
import type { OnboardingInput } from '../contract/onboarding-input.ts';
import { type OnboardingRequest, requestFingerprintSource } from '../contract/onboarding-request.ts';
import { ProblemError } from '../contract/problems.ts';
import { groupAttribute, stateAttribute } from '../contract/search-attributes.ts';
import { taskQueuesFor, workflowTypes } from '../contract/task-queues.ts';
import type { RunSettings } from './create-runs.ts';
import { findRun, type FoundRun } from './get.ts';
import type { RunMemo } from './memo.ts';
import type { Runs } from './runs.ts';
import { callTemporal } from './temporal-errors.ts';

/** Temporal shows at most this much of a summary. */
const summaryBytes = 200;

/**
 * The run's id is made from the person, so Temporal itself sees to it that one person has one open run; who comes
 * second finds the run of the first.
 */
export function createStart(client: Client, settings: RunSettings): Runs['start'] {
  return async (request, caller) => {
    const id = runIdFor(settings.idKey, settings.organization, request.email);
    const input = inputFor(request, settings);
    const memo: RunMemo = {
      view: initialView(id, input, Date.now()),
      fingerprint: createHash('sha256').update(requestFingerprintSource(request)).digest('hex'),
      requestedBy: caller.name,
      ...(caller.idempotencyKey === undefined ? {} : { idempotencyKey: caller.idempotencyKey }),
    };
    const existing = await findIfAny(client, id);
    if (existing !== undefined && answers(existing, memo)) return { outcome: 'existing', run: existing.view };
    try {
      await callTemporal(client, () => launch(client, id, input, memo));
      return { outcome: 'started', run: memo.view };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    // Somebody else started it between the look and the start.
    const winner = await findRun(client, id);
    if (answers(winner, memo)) return { outcome: 'existing', run: winner.view };
    throw new ProblemError(
      'open_run_conflict',
      'A run of this person began and ended in this moment. Try again.',
    );
  };
}

async function findIfAny(client: Client, id: string): Promise<FoundRun | undefined> {
  try {
    return await findRun(client, id);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Whether the run that exists is the answer to the request. Throws where it stands in the way. */
function answers(existing: FoundRun, wanted: RunMemo): boolean {
  const { memo, view, open } = existing;
  const sameContent = memo.fingerprint === wanted.fingerprint;
  const sameKey = wanted.idempotencyKey !== undefined && memo.idempotencyKey === wanted.idempotencyKey;
  if (sameKey && !sameContent) {
    throw new ProblemError(
      'idempotency_key_reused',
      'Use a new Idempotency-Key for a request with other content.',
    );
  }
  if (sameContent && (open || view.state === 'completed' || sameKey)) return true;
  if (!open) return false;
  throw new ProblemError(
    'open_run_conflict',
    `The run ${view.id} of this person is open (${view.state}) and was started with other content. Wait until it is completed.`,
  );
}

function inputFor(request: OnboardingRequest, settings: RunSettings): OnboardingInput {
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
  };
}

async function launch(client: Client, id: string, input: OnboardingInput, memo: RunMemo): Promise<void> {
  await client.workflow.start(workflowTypes.onboarding, {
    workflowId: id,
    taskQueue: input.taskQueues.onboarding,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    memo,
    typedSearchAttributes: [
      { key: stateAttribute, value: memo.view.state },
      { key: groupAttribute, value: input.group.name },
    ],
    staticSummary: cutToBytes(`${input.email} → ${input.group.name}`, summaryBytes),
    staticDetails: `Invites ${input.email}, makes the group "${input.group.name}" with ${input.policies.join(', ')}, waits for the acceptance, adds the member and verifies the access. Asked for by ${memo.requestedBy}.`,
  });
}

function cutToBytes(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  return `${new TextDecoder().decode(encoded.slice(0, bytes - 3)).replace(/\uFFFD+$/, '')}…`;
}
