import type { AttentionView, OnboardingView } from '../../contract/api/onboarding-view.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import { commandNames } from '../../contract/rules/commands.ts';
import { failures } from '../../contract/rules/failures.ts';
import { describeNextStep } from '../../contract/rules/next-step.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { defined } from '../../contract/lib/optional.ts';
import { commandUpdate } from '../../contract/temporal/messages.ts';
import type { StepFailure } from '../../contract/temporal/step-data.ts';
import type { Flow } from '../engine/flow.ts';
import { nowIso } from '../engine/now.ts';
import { applyCommand, assertAllowed } from './commands.ts';
import { describePage } from './details.ts';
import { countAttention } from './metrics.ts';
import type { OnboardingTypes } from './types.ts';

/** Defines onboardings for the engine. After `maxInvitations` windows without a response an operator decides. */
export function createOnboardingFlow(maxInvitations: number): Flow<OnboardingTypes> {
  return {
    traitsOf,
    describeNextStep: (view) => describeNextStep(view, maxInvitations),
    describePage: (view) => describePage(view, maxInvitations),
    toAttention,
    countAttention: ({ step, code }) => countAttention(step, code),
    attentionEvent: 'onboarding.needs_attention',
    commands: commandNames,
    commandUpdate,
    assertAllowed,
    applyCommand,
  };
}

function toAttention(
  { step, code, message, details }: StepFailure,
  { cancellation }: OnboardingView,
): AttentionView {
  const { meaning, remedy } = failures[code];
  const { request, status, answer, facts } = details;
  // The facts belong to the code: `codedFailure` has checked them where they were attached.
  return {
    step,
    code,
    meaning,
    remedy,
    detail: message,
    since: nowIso(),
    ...defined({ request, status, answer, facts }),
    allowedCommands: [
      ...allowedCommands({ state: 'needs_attention', step, attention: { code }, cancellation }),
    ],
  } as AttentionView;
}
