import type { AttentionView, OnboardingView } from '../../contract/api/onboarding-view.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import { commandNames } from '../../contract/rules/commands.ts';
import { describeNextStep } from '../../contract/rules/next-step.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { commandUpdate } from '../../contract/temporal/messages.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import { attentionOf } from '../engine/attention.ts';
import type { Flow } from '../engine/flow.ts';
import { applyCommand, assertAllowed } from './commands.ts';
import { describePage } from './details.ts';
import { countAttention } from './metrics.ts';
import type { OnboardingTypes } from './types.ts';

/** Defines onboardings for the engine. After `maxInvitations` windows without a response an operator decides. */
export function createOnboardingFlow(
  settings: Pick<OnboardingInput, 'maxInvitations' | 'consoleUrl'>,
): Flow<OnboardingTypes> {
  return {
    traitsOf,
    describeNextStep: (view) => describeNextStep(view, settings.maxInvitations),
    describePage: (view) => describePage(view, settings),
    toAttention,
    countAttention: ({ step, code }) => countAttention(step, code),
    attentionEvent: 'onboarding.needs_attention',
    commands: commandNames,
    cancelCommand: 'cancel',
    commandUpdate,
    assertAllowed,
    applyCommand,
  };
}

function toAttention(failure: StepFailure, { cancellation }: OnboardingView): AttentionView {
  const { step, code } = failure;
  const possible = allowedCommands({ state: 'needs_attention', step, attention: { code }, cancellation });
  return attentionOf(failure, possible) as AttentionView;
}
