import type { OffboardingAttention, OffboardingView } from '../../contract/api/offboarding-view.ts';
import { allowedOffboardingCommands } from '../../contract/rules/allowed-offboarding-commands.ts';
import { describeNextOffboardingStep } from '../../contract/rules/next-offboarding-step.ts';
import { offboardingCommandNames } from '../../contract/rules/offboarding-commands.ts';
import { type OffboardingStep, offboardingTraitsOf } from '../../contract/rules/offboarding-states.ts';
import { offboardingCommandUpdate } from '../../contract/temporal/messages.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import { attentionOf } from '../engine/attention.ts';
import type { Flow } from '../engine/flow.ts';
import { countAttention } from '../onboarding/metrics.ts';
import { applyCommand, assertAllowed } from './commands.ts';
import { describePage } from './details.ts';
import type { OffboardingTypes } from './types.ts';

/** Defines offboardings for the engine. What cancels one is the reinstatement of the person. */
export const offboardingFlow: Flow<OffboardingTypes> = {
  traitsOf: offboardingTraitsOf,
  describeNextStep: describeNextOffboardingStep,
  describePage,
  toAttention,
  countAttention: ({ step, code }) => countAttention(step, code),
  attentionEvent: 'offboarding.needs_attention',
  commands: offboardingCommandNames,
  cancelCommand: 'reinstate',
  commandUpdate: offboardingCommandUpdate,
  assertAllowed,
  applyCommand,
};

function toAttention(
  failure: StepFailure<OffboardingStep>,
  { cancellation }: OffboardingView,
): OffboardingAttention {
  const { step, code } = failure;
  const possible = allowedOffboardingCommands({
    state: 'needs_attention',
    step,
    attention: { code },
    cancellation,
  });
  return attentionOf(failure, possible) as OffboardingAttention;
}
