import { condition, proxyLocalActivities, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import type { GroupAnswer, PinnedPolicy } from '../../contract/temporal/step-data.ts';
import { temporalOptions } from '../engine/activity-options.ts';
import { groupAnswerSignal } from '../../contract/temporal/messages.ts';
import { runStep } from '../engine/run-step.ts';
import type { RunContext } from '../engine/run-context.ts';
import { failureFrom } from '../engine/step-failure.ts';

/**
 * Steps 2 and 3, done by the one writer of the group so that two hires for a new group make one group. Asks it, and
 * waits for its signal; asks again after a while, in case that the writer was ended before it could answer.
 */
export async function prepareAccess(run: RunContext, policies: readonly PinnedPolicy[]): Promise<string> {
  const { input } = run.record;
  const { timings, taskQueues, group } = input;
  const { requestAccess } = proxyLocalActivities<TemporalActivities>(temporalOptions(timings));
  const start = {
    ...group,
    timings,
    taskQueue: taskQueues.onboarding,
    vultrTaskQueue: taskQueues.vultr,
  };

  const request = { requestId: uuid4(), workflowId: workflowInfo().workflowId, policies };
  let received: GroupAnswer | undefined;
  setHandler(groupAnswerSignal, (message) => {
    if (message.requestId === request.requestId) received = message;
  });
  const answerOf = () => received;
  const ask = async () => {
    if (received?.ok !== true) received = undefined;
    for (let patienceMs = timings.groupAnswerMs; answerOf() === undefined; patienceMs *= 2) {
      await requestAccess({ groupWorkflowId: input.groupWorkflowId, start, request });
      const summary = `the writer of the group "${group.name}" answers, else it is asked again`;
      await condition(() => received !== undefined, patienceMs, { summary });
    }
    const answer = answerOf();
    if (answer === undefined) throw new Error('left the wait without an answer');
    if (!answer.ok) throw failureFrom(answer.failure);
    run.record.note(
      `${answer.created ? 'group made' : 'group was there already'}, carries ${policies.map(({ name }) => name).join(', ')}`,
    );
    run.record.change({ group: { ...run.record.view.group, id: answer.groupId } });
    return answer.groupId;
  };
  // Whoever puts the group right and retries one run helps all that wait for it: the writer tells them.
  const isThere = () => received?.ok === true;
  return runStep(run, 'ensureGroup', 'preparing_access', ask, undefined, isThere);
}
