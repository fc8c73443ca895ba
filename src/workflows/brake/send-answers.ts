import { getExternalWorkflowHandle, metricMeter } from '@temporalio/workflow';
import { createMeter } from '../../contract/metrics/meter.ts';
import { brakeAnswerSignal } from '../../contract/temporal/messages.ts';
import type { AddressedAnswer } from './questions.ts';

/** The SDK emits no metrics during a replay. */
const meter = createMeter(metricMeter);

/** A workflow with more than 2,000 signals on their way fails its task, at every attempt. */
const answersAtOnce = 200;

/** Answers each flow. The next chunk waits until the previous one has arrived. */
export async function sendAnswers(answers: readonly AddressedAnswer[]): Promise<void> {
  for (let from = 0; from < answers.length; from += answersAtOnce) {
    await Promise.all(answers.slice(from, from + answersAtOnce).map(send));
  }
}

async function send({ workflowId, answer }: AddressedAnswer): Promise<void> {
  meter.count('onboarding_brake_answers', { verdict: answer.verdict });
  try {
    await getExternalWorkflowHandle(workflowId).signal(brakeAnswerSignal, answer);
  } catch {
    // The workflow of the person was terminated in the meantime.
  }
}
