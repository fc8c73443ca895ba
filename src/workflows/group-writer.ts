import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { VultrActivities } from '../activities/index.ts';
import { groupAnswerSignal, requestAccessSignal } from '../contract/temporal/messages.ts';
import type {
  GroupAnswer,
  GroupRequest,
  GroupWriterInput,
  PinnedPolicy,
} from '../contract/temporal/step-data.ts';
import type { GroupWriterWorkflow } from '../contract/temporal/workflow-definitions.ts';
import { stepOptions } from './engine/activity-options.ts';
import { shouldContinueAsNew } from './engine/continue-as-new.ts';
import { stepFailureOf } from './engine/step-failure.ts';

/** Requests that failed are kept this long: the next request that succeeds serves them all. */
const failedKeptMs = 24 * 60 * 60_000;

/**
 * The only writer of a group: creates it and attaches policies for every onboarding that requests access, however many
 * do so at once. It serves all requests that have arrived together, answers each with a signal, and ends when no more
 * arrive. It serves requests that failed as soon as it can: after a repair, one `retry` is enough for all.
 */
export async function groupWriter(
  input: GroupWriterInput,
  pending: readonly GroupRequest[] = [],
  failedBefore: readonly GroupRequest[] = [],
): Promise<void> {
  const requests = [...pending];
  let failed = [...failedBefore];
  setHandler(requestAccessSignal, (request) => void requests.push(request));
  setCurrentDetails(
    `Creates the group **${input.name}** and attaches policies, for all onboardings that request it.`,
  );

  for (;;) {
    const idleMs = failed.length > 0 ? failedKeptMs : input.timings.groupIdleMs;
    await condition(() => requests.length > 0, idleMs, { summary: 'ends if no request arrives' });
    if (requests.length === 0) return;
    // Requests that were not taken yet travel along, so none falls between two executions of this workflow.
    if (shouldContinueAsNew()) await continueAsNew<GroupWriterWorkflow>(input, requests, failed);
    const batch = requests.splice(0);
    const ids = new Set(batch.map(({ requestId }) => requestId));
    failed = failed.filter(({ requestId }) => !ids.has(requestId));
    const answer = await prepareGroup(input, batch);
    await Promise.all(batch.map((request) => send(request, answer)));
    if (!answer.ok) failed.push(...batch);
    else if (failed.length > 0) failed = await serveFailed(input, failed);
  }
}

/** Separately from the batch, because what they request may be what cannot be had. Returns those that failed again. */
async function serveFailed(
  input: GroupWriterInput,
  failed: readonly GroupRequest[],
): Promise<GroupRequest[]> {
  const answer = await prepareGroup(input, failed);
  if (!answer.ok) return [...failed];
  await Promise.all(failed.map((request) => send(request, answer)));
  return [];
}

type Answer = GroupAnswer extends infer One ? (One extends unknown ? Omit<One, 'requestId'> : never) : never;

async function prepareGroup(input: GroupWriterInput, batch: readonly GroupRequest[]): Promise<Answer> {
  const { name, description, timings } = input;
  const activities = (summary: string) =>
    proxyActivities<VultrActivities>({ ...stepOptions(timings, input.vultrTaskQueue), summary });
  let step: 'ensureGroup' | 'attachPolicies' = 'ensureGroup';
  try {
    const { id, created } = await activities(`find or create the group "${name}"`).ensureGroup({
      name,
      description,
      timings,
    });
    step = 'attachPolicies';
    const policies = unionOf(batch);
    const names = policies.map((policy) => policy.name).join(', ');
    await activities(`attach ${names} to "${name}"`).attachPolicies({ groupId: id, policies, timings });
    return { ok: true, groupId: id, created };
  } catch (error) {
    return { ok: false, failure: stepFailureOf(error, step) };
  }
}

function unionOf(batch: readonly GroupRequest[]): PinnedPolicy[] {
  const byId = new Map(batch.flatMap((request) => request.policies).map((policy) => [policy.id, policy]));
  return [...byId.values()];
}

async function send(request: GroupRequest, answer: Answer): Promise<void> {
  try {
    const message: GroupAnswer = { requestId: request.requestId, ...answer };
    await getExternalWorkflowHandle(request.workflowId).signal(groupAnswerSignal, message);
  } catch {
    // The onboarding that sent the request has ended in the meantime.
  }
}
