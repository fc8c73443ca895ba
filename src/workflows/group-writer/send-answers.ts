import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { groupAnswerSignal } from '../../contract/temporal/messages.ts';
import type { GroupAnswer, GroupRequest } from '../../contract/temporal/step-data.ts';
import type { Verdict } from './prepare-group.ts';

/** A workflow with more than 2,000 signals on their way fails its task, at every attempt. */
const answersAtOnce = 200;

export type Answer = { readonly request: GroupRequest; readonly verdict: Verdict };

/** Sends each onboarding the answer to its request. The next chunk waits until the previous one has arrived. */
export async function sendAnswers(answers: readonly Answer[]): Promise<void> {
  for (let from = 0; from < answers.length; from += answersAtOnce) {
    await Promise.all(answers.slice(from, from + answersAtOnce).map(send));
  }
}

async function send({ request: { requestId, workflowId }, verdict }: Answer): Promise<void> {
  try {
    const answer: GroupAnswer = { requestId, ...verdict };
    await getExternalWorkflowHandle(workflowId).signal(groupAnswerSignal, answer);
  } catch {
    // The onboarding that sent the request has ended in the meantime.
  }
}
