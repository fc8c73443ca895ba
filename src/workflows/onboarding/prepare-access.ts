import { condition, proxyLocalActivities, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import { groupAnswerSignal } from '../../contract/temporal/messages.ts';
import type { PinnedPolicy } from '../../contract/temporal/step-data.ts';
import { temporalOptions } from '../engine/activity-options.ts';
import { runStep } from '../engine/run-step.ts';
import { failureFrom } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';

/**
 * Steps 2 and 3, done by the writer of the group, so that two onboardings for a new group create one group. Sends it a
 * request and waits for its signal; repeats the request after a while, in case the writer ended before it could reply.
 */
export async function prepareAccess(run: Onboarding, policies: readonly PinnedPolicy[]): Promise<string> {
  const { input, record } = run;
  const { timings, taskQueues, group } = input;
  const { requestAccess } = proxyLocalActivities<TemporalActivities>(temporalOptions(timings));
  const start = {
    ...group,
    timings,
    taskQueue: taskQueues.onboarding,
    vultrTaskQueue: taskQueues.vultr,
  };

  const requestId = (run.groupExchange ??= { requestId: uuid4() }).requestId;
  const request = { requestId, workflowId: workflowInfo().workflowId, policies };
  setHandler(groupAnswerSignal, (answer) => {
    if (answer.requestId === requestId) run.groupExchange = { requestId, answer };
  });
  const answerOf = () => run.groupExchange?.answer;
  const ask = async () => {
    if (answerOf()?.ok !== true) run.groupExchange = { requestId };
    while (answerOf() === undefined) {
      await requestAccess({ groupWorkflowId: input.groupWorkflowId, start, request });
      const summary = `the writer of the group "${group.name}" replies, or the request is repeated`;
      await condition(() => answerOf() !== undefined, timings.groupAnswerMs, { summary });
    }
    const answer = answerOf();
    if (answer === undefined) throw new Error('stopped waiting without an answer');
    if (!answer.ok) throw failureFrom(answer.failure);
    const names = policies.map(({ name }) => name).join(', ');
    record.note(`${answer.created ? 'group created' : 'group already existed'}, carries ${names}`);
    record.change({ group: { ...record.view.group, id: answer.groupId } });
    return answer.groupId;
  };
  // An operator who repairs the group and retries one onboarding helps all that wait for it: the writer tells them.
  const recovered = () => answerOf()?.ok === true;
  return runStep(run, 'ensureGroup', 'preparing_access', ask, { recovered });
}
