import { workflowInfo } from '@temporalio/workflow';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import { groupsOf } from '../../contract/rules/groups-of-view.ts';
import { describeNextStep } from '../../contract/rules/next-step.ts';
import { flowIdFor, parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { isOnboarding } from '../../contract/temporal/flow-view.ts';
import { initialView } from '../../contract/temporal/initial-view.ts';
import type { InterruptedOnboarding } from '../../contract/temporal/offboarding-checkpoint.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import { nextRecord, type RequestRecord, withApproved } from '../../contract/temporal/person-record.ts';
import { continueAsOnboarding } from '../onboarding/continue-as-onboarding.ts';
import type { Offboarding } from './context.ts';

type Interrupted = InterruptedOnboarding & { readonly view: OnboardingView };

/** Whether the departure has interrupted an onboarding that still has something to do. */
export function canGoOn({ interrupted, inherited, input }: Offboarding): boolean {
  if (interrupted === undefined || inherited === undefined) return false;
  // One without groups only leaves those of earlier onboardings.
  return interrupted.input.groups.length > 0 || input.record.grants.length > 0;
}

/**
 * Continues as the onboarding that the departure had interrupted. It is a flow of its own, which takes over the invitations,
 * and asks for the same; of a cancelled one, only the cancellation goes on.
 */
export function continueAsInterrupted(run: Offboarding): Promise<never> {
  const { inherited, control, inbox, record } = run;
  const interrupted = interruptedBy(run);
  const { workflowId } = workflowInfo();
  const flow = run.input.flow + 1;
  const approved = (interrupted.view.approvedAddresses ?? []).map(({ address }) => address);
  const known = withApproved({ ...run.input.record, handledUpdates: inbox.handledUpdates() }, approved);
  const next = nextRecord(known, record.view, { origin: { ...originOf(run, interrupted), flow } });
  const input = { ...withPolicies(interrupted), flow, record: next };
  const view = viewAtStart(flowIdFor(workflowId, flow), input, interrupted);
  const effects = inherited ?? { startedAt: Date.now(), ownInvitations: [], inDoubt: false };
  const writeUncertainSince = control.writeUncertainSince();
  return continueAsOnboarding(input, view, { effects, view, ...defined({ writeUncertainSince }) });
}

function interruptedBy({ interrupted, input }: Offboarding): Interrupted {
  const flow = interrupted?.input.flow;
  const view = input.record.earlier.filter(isOnboarding).find(({ id }) => parseFlowId(id).flow === flow);
  if (interrupted === undefined || view === undefined) throw new Error('the departure interrupted nothing');
  return { ...interrupted, view };
}

/**
 * The request of the interrupted onboarding. A repetition with its key still finds that one: the key says what it has led to,
 * and to a SCIM user also that it follows the user's order, which the onboarding that goes on does not.
 */
function originOf({ input }: Offboarding, interrupted: Interrupted): RequestRecord {
  const found = input.record.requests.find(({ flow }) => flow === interrupted.input.flow);
  if (found === undefined) throw new Error('the request of the interrupted onboarding is not remembered');
  const { idempotencyKey: _, ...origin } = found;
  return origin;
}

/** An operator may have corrected the names of the policies. */
function withPolicies({ input, view }: Interrupted): InterruptedOnboarding['input'] {
  const shown = groupsOf(view);
  const groups = input.groups.map((group, index) => ({
    ...group,
    policies: shown[index]?.policies.map(({ name }) => name) ?? group.policies,
  }));
  return { ...input, groups };
}

function viewAtStart(
  id: string,
  input: OnboardingInput,
  { view: last, hold, isCancelled }: Interrupted,
): OnboardingView {
  const view = initialView(id, input, Date.now());
  const message = `goes on with ${last.id}: the departure was called off`;
  const history = [...view.history, { at: view.since, message }];
  if (!isCancelled) return described({ ...view, history, ...defined({ hold }) });
  const { cancellation, removals, kept, invitation } = last;
  const known = defined({ cancellation, removals, kept, invitation });
  return described({ ...view, history, state: 'cancelling', step: 'undoAccess', ...known });
}

function described(view: OnboardingView): OnboardingView {
  return { ...view, nextStep: describeNextStep(view) };
}
