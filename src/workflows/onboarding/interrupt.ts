import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { isLeaving } from '../../contract/rules/states.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import type { DepartureRequest, FlowRequest } from '../../contract/temporal/messages.ts';
import { nowIso } from '../engine/now.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { OnboardingTypes } from './types.ts';

type Interrupted = Pick<RunContext<OnboardingTypes>, 'record' | 'control'>;

/** Interrupts the onboarding wherever it is, because its person leaves. A cancellation that was ordered before stays on record. */
export function interruptForDeparture(run: Interrupted, personId: string, { input }: DepartureRequest): void {
  const { flow, requestedBy: by, reason } = input;
  run.record.note(`the person leaves, by order of ${by}: ${reason}`);
  interrupt(run, { offboarding: flowIdFor(personId, flow) }, { by, reason });
}

/** Interrupts the onboarding wherever it is, because another one supersedes it. */
export function interruptForSuccessor(run: Interrupted, personId: string, { input }: FlowRequest): void {
  const { flow, requestedBy: by } = input;
  const supersededBy = flowIdFor(personId, flow);
  run.record.note(`superseded, by order of ${by}`);
  interrupt(run, { supersededBy }, { by, reason: `superseded by ${supersededBy}` });
}

function interrupt(
  { record, control }: Interrupted,
  successor: Pick<OnboardingView, 'offboarding' | 'supersededBy'>,
  order: { readonly by: string; readonly reason: string },
): void {
  record.change(successor);
  if (record.view.cancellation === undefined) record.change({ cancellation: { at: nowIso(), ...order } });
  // What has been left must be known, so a leaving is never cut off.
  control.handOver(isLeaving(record.view.step) ? 'finish' : 'interrupt');
  record.publish();
}
