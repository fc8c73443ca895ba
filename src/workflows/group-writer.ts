import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { VultrActivities } from '../activities/index.ts';
import type {
  GroupWriterInput,
  GroupAnswer,
  GroupRequest,
  PinnedPolicy,
} from '../contract/temporal/step-data.ts';
import { shouldContinueAsNew } from './engine/continue-as-new.ts';
import { stepOptions } from './engine/activity-options.ts';
import { groupAnswerSignal, requestAccessSignal } from '../contract/temporal/messages.ts';
import type { GroupWriterWorkflow } from '../contract/temporal/workflow-definitions.ts';
import { stepFailureOf } from './engine/step-failure.ts';

/** Who could not be served is kept in mind for so long: the next one who asks successfully helps them all. */
const failedKeptMs = 24 * 60 * 60_000;

/**
 * The one writer of a group: makes it and attaches policies for every run that asks, however many ask at once. It
 * takes all requests that have come in as one, answers each by a signal, and ends when nobody asks any more. Whom it
 * had to refuse it serves as soon as it can: after a repair one `retry` is enough for all.
 */
export async function groupWriter(
  input: GroupWriterInput,
  pending: readonly GroupRequest[] = [],
  refused: readonly GroupRequest[] = [],
): Promise<void> {
  const requests = [...pending];
  let failed = [...refused];
  setHandler(requestAccessSignal, (request) => void requests.push(request));
  setCurrentDetails(`Makes the group **${input.name}** and attaches policies, for all runs that ask.`);

  for (;;) {
    const idleMs = failed.length > 0 ? failedKeptMs : input.timings.groupIdleMs;
    await condition(() => requests.length > 0, idleMs, { summary: 'ends when nobody asks' });
    if (requests.length === 0) return;
    // What has not been taken yet travels on, so no request falls between two runs of this workflow.
    if (shouldContinueAsNew()) {
      await continueAsNew<GroupWriterWorkflow>(input, requests, failed);
    }
    const batch = requests.splice(0);
    const asked = new Set(batch.map(({ requestId }) => requestId));
    failed = failed.filter(({ requestId }) => !asked.has(requestId));
    const answer = await makeAccess(input, batch);
    await Promise.all(batch.map((request) => tell(request, answer)));
    if (!answer.ok) failed.push(...batch);
    else if (failed.length > 0) failed = await serveFailed(input, failed);
  }
}

/** By itself, because what they want may be what cannot be had. Answers who could not be served again. */
async function serveFailed(
  input: GroupWriterInput,
  failed: readonly GroupRequest[],
): Promise<GroupRequest[]> {
  const answer = await makeAccess(input, failed);
  if (!answer.ok) return [...failed];
  await Promise.all(failed.map((request) => tell(request, answer)));
  return [];
}

type Answer = GroupAnswer extends infer One ? (One extends unknown ? Omit<One, 'requestId'> : never) : never;

async function makeAccess(input: GroupWriterInput, batch: readonly GroupRequest[]): Promise<Answer> {
  const { name, description, timings } = input;
  const summarized = (summary: string) =>
    proxyActivities<VultrActivities>({ ...stepOptions(timings, input.vultrTaskQueue), summary });
  let step: 'ensureGroup' | 'attachPolicies' = 'ensureGroup';
  try {
    const { id, created } = await summarized(`find or make the group "${name}"`).ensureGroup({
      name,
      description,
      timings,
    });
    step = 'attachPolicies';
    const policies = unionOf(batch);
    const names = policies.map((policy) => policy.name).join(', ');
    await summarized(`attach ${names} to "${name}"`).attachPolicies({ groupId: id, policies, timings });
    return { ok: true, groupId: id, created };
  } catch (error) {
    return { ok: false, failure: stepFailureOf(error, step) };
  }
}

function unionOf(batch: readonly GroupRequest[]): PinnedPolicy[] {
  const byId = new Map(batch.flatMap((request) => request.policies).map((policy) => [policy.id, policy]));
  return [...byId.values()];
}

async function tell(request: GroupRequest, answer: Answer): Promise<void> {
  try {
    const message: GroupAnswer = { requestId: request.requestId, ...answer };
    await getExternalWorkflowHandle(request.workflowId).signal(groupAnswerSignal, message);
  } catch {
    // The run that asked has ended in the meantime: there is nobody left to tell.
  }
}
