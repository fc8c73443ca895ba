import { condition, proxyLocalActivities, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import { groupAnswerSignal } from '../../contract/temporal/messages.ts';
import type { GroupAnswer, PinnedPolicy, StepFailure } from '../../contract/temporal/step-data.ts';
import { temporalOptions } from '../engine/activity-options.ts';
import { stepFailureOf } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';

/**
 * Requests the group and its policies from the writer of the group, while the onboarding does something else, and waits
 * for its signal. Repeats the request after a while: the writer may have been terminated before it could reply. A failure
 * is the last word until `requestAgain`, or until the writer can serve the request after all. Ends once the group is
 * ready, or the onboarding is cancelled.
 */
export async function requestGroup(run: Onboarding, policies: readonly PinnedPolicy[]): Promise<void> {
  const { requestId } = (run.groupExchange ??= { requestId: uuid4() });
  setHandler(groupAnswerSignal, (answer) => {
    if (answer.requestId === requestId && run.groupExchange?.answer?.ok !== true) {
      run.groupExchange = { requestId, answer };
    }
  });
  const answerOf = () => run.groupExchange?.answer;
  const isCancelled = () => run.record.view.cancellation !== undefined;
  while (!isCancelled()) {
    const answer = answerOf();
    if (answer?.ok === true) return noteGroup(run, answer, policies);
    // A held onboarding sends nothing.
    await condition(() => (answerOf()?.ok !== false && !run.control.stopping()) || isCancelled());
    if (answerOf() !== undefined || isCancelled()) continue;
    await send(run, requestId, policies);
    const summary = `the writer of the group "${run.input.group.name}" replies, or the request is repeated`;
    const isOver = () => answerOf() !== undefined || isCancelled();
    await condition(isOver, run.input.timings.groupAnswerMs, { summary });
  }
}

/** Forgets a failure, so that the request is repeated at once. */
export function requestAgain(run: Onboarding): void {
  if (run.groupExchange !== undefined && groupFailureOf(run) !== undefined) {
    run.groupExchange = { requestId: run.groupExchange.requestId };
  }
}

/** Why the writer could not prepare the group, if that is its last word. */
export function groupFailureOf({ groupExchange }: Onboarding): StepFailure | undefined {
  return groupExchange?.answer?.ok === false ? groupExchange.answer.failure : undefined;
}

async function send(run: Onboarding, requestId: string, policies: readonly PinnedPolicy[]): Promise<void> {
  const { timings, taskQueues, group, groupWorkflowId } = run.input;
  const { requestAccess } = proxyLocalActivities<TemporalActivities>(temporalOptions(timings));
  const start = {
    ...group,
    timings,
    taskQueue: taskQueues.onboarding,
    vultrTaskQueue: taskQueues.vultr,
  };
  const request = { requestId, workflowId: workflowInfo().workflowId, policies };
  try {
    await requestAccess({ groupWorkflowId, start, request });
  } catch (error) {
    run.groupExchange = {
      requestId,
      answer: { requestId, ok: false, failure: stepFailureOf(error, 'ensureGroup') },
    };
  }
}

function noteGroup(
  { record, results }: Onboarding,
  { groupId, created }: GroupAnswer & { readonly ok: true },
  policies: readonly PinnedPolicy[],
): void {
  results.groupId = groupId;
  const names = policies.map(({ name }) => name).join(', ');
  record.note(`${created ? 'group created' : 'group already existed'}, carries ${names}`);
  record.change({ group: { ...record.view.group, id: groupId } });
  // In any other state, the view is about to be published.
  if (record.view.state === 'awaiting_acceptance') record.publish();
}
