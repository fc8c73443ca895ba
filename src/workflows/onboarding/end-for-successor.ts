import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { DepartureRequest, FlowRequest } from '../../contract/temporal/messages.ts';
import type { Onboarding } from './context.ts';
import { continueAsDeparting, continueAsSuccessor } from './hand-over.ts';
import { countCancelled } from './metrics.ts';

/** Undoes nothing: the offboarding takes over everything that the onboarding did, and takes away more than that. */
export async function handOverToOffboarding(run: Onboarding, order: DepartureRequest): Promise<never> {
  await endForSuccessor(run, 'interrupted: the offboarding takes over');
  return continueAsDeparting(run, order);
}

/** Undoes nothing: the next onboarding takes over everything, and leaves what it does not want once its own access is verified. */
export async function handOverToSuccessor(run: Onboarding, request: FlowRequest): Promise<never> {
  await endForSuccessor(run, 'interrupted: the onboarding that supersedes it takes over');
  return continueAsSuccessor(run, request);
}

async function endForSuccessor(run: Onboarding, message: string): Promise<void> {
  const { record, inbox, announcer, requestHandler } = run;
  record.note(message);
  countCancelled();
  record.enter('cancelled', record.view.step);
  announcer.announce('onboarding.cancelled');
  inbox.resolveAll();
  await announcer.announced();
  requestHandler.complete();
  await condition(allHandlersFinished);
}
