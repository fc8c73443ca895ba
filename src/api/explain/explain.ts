import type { Explanation } from '../../contract/api/explanation.ts';
import { defined } from '../../contract/lib/optional.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { bodyFor, commandDescriptions } from './command-descriptions.ts';
import { explainState } from './reasons.ts';

type Action = Explanation['actions'][number];

/** Explains an onboarding in plain words: why it is in its state, what happens next, what you can do. Reads nothing. */
export function explain(
  onboarding: OnboardingView,
  nowMs: number,
): Omit<Explanation, 'access' | 'accessUnavailable' | 'temporalUiUrl'> {
  const { id, state, step, nextStep } = onboarding;
  return {
    id,
    state,
    step,
    reason: explainState(onboarding, nowMs),
    nextStep,
    ...defined({ nextStepAt: nextStepAt(onboarding) }),
    actions: actionsFor(onboarding),
  };
}

/**
 * The scheduled beginning, or the end of the invitation, if the onboarding waits for it, which it does not once a hold or a
 * cancellation is requested.
 */
function nextStepAt(onboarding: OnboardingView): string | undefined {
  const { state, notBefore, invitation, hold, cancellation } = onboarding;
  if (state === 'guarding') return invitation?.expiresAt;
  if (hold !== undefined || cancellation !== undefined) return undefined;
  if (state === 'scheduled') return notBefore;
  return state === 'awaiting_acceptance' ? invitation?.expiresAt : undefined;
}

function actionsFor(onboarding: OnboardingView): Action[] {
  const { attention } = onboarding;
  const remedy = attention === undefined ? [] : [{ description: attention.remedy }];
  const commands = allowedCommands(onboarding).map((command) => ({
    description: commandDescriptions[command].action,
    request: requestFor(onboarding, command, bodyFor(command, onboarding)),
  }));
  return [...remedy, ...commands, ...retryWithOtherPolicies(onboarding), ...hireAgain(onboarding)];
}

/** Lists all policy names, because a retry replaces them all, with a suggestion in place of the wrong one. */
function retryWithOtherPolicies(onboarding: OnboardingView): Action[] {
  const { attention, policies } = onboarding;
  if (onboarding.step !== 'preflight') return [];
  if (attention?.code !== 'policy_not_found' && attention?.code !== 'policy_ambiguous') return [];
  const suggestion = attention.code === 'policy_not_found' ? attention.facts?.didYouMean : undefined;
  const names = policies.map(({ name }) => (name === attention.facts?.policy ? (suggestion ?? '…') : name));
  return [
    {
      description: 'Start over with other policies: send all names, because they replace the old ones.',
      request: requestFor(onboarding, 'retry', { policies: names }),
    },
  ];
}

/** A person whose onboarding was cancelled can be hired again, even while an invitation is guarded. After a superseded one comes another. */
function hireAgain({ state, supersededBy }: OnboardingView): Action[] {
  if ((state !== 'guarding' && state !== 'cancelled') || supersededBy !== undefined) return [];
  const inherits = state === 'guarding' ? '; the new onboarding takes over the guarded invitation' : '';
  return [{ description: `Hire the person again${inherits}.`, request: 'POST /v1/onboardings' }];
}

function requestFor({ id }: OnboardingView, command: string, body: object | undefined): string {
  const path = `POST /v1/onboardings/${id}/${command}`;
  return body === undefined ? path : `${path} ${JSON.stringify(body)}`;
}
