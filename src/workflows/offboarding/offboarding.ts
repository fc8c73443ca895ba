import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import { offboardingTraitsOf } from '../../contract/rules/offboarding-states.ts';
import type { SurveyResult } from '../../contract/temporal/offboarding.ts';
import type {
  DepartureResults,
  OffboardingCheckpoint,
} from '../../contract/temporal/offboarding-checkpoint.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import type { OffboardingInput } from '../../contract/temporal/offboarding-input.ts';
import type { DepartureRequest, FlowRequest } from '../../contract/temporal/messages.ts';
import { passBrake } from '../brake/pass-brake.ts';
import { awaitStart } from '../engine/await-start.ts';
import { RunCancelled } from '../engine/control.ts';
import { nowIso } from '../engine/now.ts';
import { once } from '../engine/once.ts';
import { createOffboarding, type Offboarding } from './context.ts';
import { cutOff, isStillThere } from './cut-off.ts';
import { noteTime } from './leaver.ts';
import { waitForGrace } from './grace.ts';
import { guardInvitations } from './guard-invitations.ts';
import { continueAsItself, continueAsPerson, continueAsRehire, continueAsSuccessor } from './hand-over.ts';
import { countEnd } from './metrics.ts';
import { reinstate } from './reinstate.ts';
import { canGoOn, continueAsInterrupted } from './resume-onboarding.ts';
import { remove } from './remove.ts';
import { survey } from './survey.ts';

/**
 * Offboards one person: cuts them off, gives the organization time to change its mind, removes them, proves it, and continues
 * as the register of the person. A step that fails permanently waits for an operator instead of ending it.
 */
export async function offboarding(
  input: OffboardingInput,
  checkpoint?: OffboardingCheckpoint,
): Promise<never> {
  const run = createOffboarding(input, checkpoint, continueAsItself);
  CancellationScope.current().cancelRequested.catch(() => {
    if (offboardingTraitsOf(run.record.view.state).final === true) return;
    run.record.note('a cancellation in Temporal was ignored: reinstate calls the departure off');
  });
  // A cancellation from Temporal must not leave a person half removed, nor bring back one who has to go.
  return CancellationScope.nonCancellable(async () => {
    try {
      await depart(run);
      end(run, 'left');
    } catch (error) {
      if (!(error instanceof RunCancelled)) throw error;
      const order = run.orderHandler.successor();
      if (order !== undefined) return giveWay(run, order);
      await reinstate(run);
      if (canGoOn(run)) return giveWayToOnboarding(run);
      end(run, 'reinstated');
    }
    run.inbox.resolveAll();
    const rehire = run.rehireHandler.rehire();
    if (rehire !== undefined) return giveWayToRehire(run, rehire);
    // The register publishes the end, unless it has to wait for something.
    if (!allHandlersFinished() || run.announcer.announcing()) run.record.publish();
    await condition(allHandlersFinished);
    await run.announcer.announced();
    return continueAsPerson(run);
  });
}

async function depart(run: Offboarding): Promise<void> {
  const { record, results, input } = run;
  const { effectiveAt } = input;
  if (effectiveAt !== undefined) {
    const scheduled = { step: 'awaitStart', state: 'scheduled', startsAt: () => effectiveAt } as const;
    await once(run, 'begun', () => awaitStart(run, scheduled));
  }
  const found = await surveyAndPass(run);
  const { account } = found;
  if (account === undefined) {
    record.change({ evidence: evidenceOfAbsence() });
  } else {
    if (results.apiClosed !== true) await cutOff(run, account);
    if (isStillThere(results.suspension) && input.graceMs > 0) {
      await once(run, 'graceOver', () => waitForGrace(run, account));
    }
    await remove(run, account);
  }
  await guardInvitations(run, found);
}

/** Nothing is taken before the brake has let the departure go. If that has taken an operator, much may have changed. */
async function surveyAndPass(run: Offboarding): Promise<SurveyResult> {
  const first = await once(run, 'survey', () => survey(run));
  if (first.account === undefined) return first;
  const { byOperator } = await once(run, 'released', () => askBrake(run));
  if (byOperator) {
    await once(run, 'judgedAgain', async () => {
      run.results.survey = await survey(run);
      return true as const;
    });
  }
  return run.results.survey ?? first;
}

/** Returns who let the departure go. Throws `RunCancelled` if an operator refused it. */
async function askBrake(run: Offboarding): Promise<NonNullable<DepartureResults['released']>> {
  const { input, record, control } = run;
  const word = await passBrake(run, {
    step: 'passBrake',
    state: 'surveying',
    flowId: record.view.id,
    kind: input.graceMs > 0 ? 'suspend' : 'remove',
    orderedBy: input.requestedBy,
    urgent: input.urgent === true,
    ...defined({ batchSize: input.batchSize }),
    timings: input.timings,
  });
  if (word.verdict === 'refused') {
    record.note(`refused at the brake by ${word.by}: ${word.reason}`);
    control.cancel(word);
    throw new RunCancelled();
  }
  noteTime(run, 'releasedAt');
  if (word.verdict === 'pass') return { byOperator: false };
  record.note(`released at the brake by ${word.by}: ${word.reason}`);
  return { byOperator: true };
}

function evidenceOfAbsence() {
  const check = {
    name: 'no user of the organization, suspended or not, is the person',
    request: 'GET /v2/users',
    passed: true,
  };
  return { at: nowIso(), checks: [check], warnings: [] };
}

function end(run: Offboarding, outcome: 'left' | 'reinstated'): void {
  const { record, announcer } = run;
  noteTime(run, 'endedAt');
  record.note(outcome === 'left' ? 'left' : 'the departure was called off');
  countEnd(outcome);
  record.enter(outcome, record.view.step);
  announcer.announce(outcome === 'left' ? 'offboarding.left' : 'offboarding.reinstated');
}

/** Nothing was taken yet, so nothing is given back, and receivers learn of the order that counts. */
async function giveWay(run: Offboarding, order: DepartureRequest): Promise<never> {
  const { record, inbox, announcer, orderHandler } = run;
  noteTime(run, 'endedAt');
  record.enter('reinstated', record.view.step);
  inbox.resolveAll();
  await announcer.announced();
  orderHandler.complete();
  await condition(allHandlersFinished);
  return continueAsSuccessor(run, order);
}

/** The departure is called off, and the onboarding that it had interrupted goes on. */
async function giveWayToOnboarding(run: Offboarding): Promise<never> {
  const onboarding = flowIdFor(workflowInfo().workflowId, run.input.flow + 1);
  run.record.note(`the onboarding that was interrupted goes on: ${onboarding}`);
  run.record.change({ onboarding });
  end(run, 'reinstated');
  run.inbox.resolveAll();
  run.record.publish();
  await run.announcer.announced();
  await condition(allHandlersFinished);
  return continueAsInterrupted(run);
}

/** The departure is complete. Only the guard of the invitations goes over to the onboarding. */
async function giveWayToRehire(run: Offboarding, request: FlowRequest): Promise<never> {
  const { record, announcer, rehireHandler } = run;
  record.publish();
  await announcer.announced();
  rehireHandler.complete();
  await condition(allHandlersFinished);
  return continueAsRehire(run, request);
}
