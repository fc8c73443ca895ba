import type { Explanation } from '../../contract/api/explanation.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { bodyFor, commandDescriptions } from './command-descriptions.ts';
import { explainState } from './reasons.ts';

type Action = Explanation['actions'][number];

/** The plain words for a run: why it stands where it stands, what comes next, what one can do. Reads nothing. */
export function explain(
  run: OnboardingView,
  nowMs: number,
): Omit<Explanation, 'access' | 'accessUnavailable' | 'temporalUiUrl'> {
  const nextStepAt = endsBy(run);
  return {
    id: run.id,
    state: run.state,
    step: run.step,
    reason: explainState(run, nowMs),
    nextStep: run.nextStep,
    ...(nextStepAt === undefined ? {} : { nextStepAt }),
    actions: actionsFor(run),
  };
}

/** What the run waits for has its end with the invitation; a run that was told to stop waits no more. */
function endsBy({ state, invitation, hold, cancellation }: OnboardingView): string | undefined {
  const waits = state === 'awaiting_acceptance' && hold === undefined && cancellation === undefined;
  return waits || state === 'guarding' ? invitation?.expiresAt : undefined;
}

function actionsFor(run: OnboardingView): Action[] {
  const { attention } = run;
  const remedy = attention === undefined ? [] : [{ description: attention.remedy }];
  const commands = allowedCommands(run).map((command) => ({
    description: commandDescriptions[command].effect,
    request: call(run, command, bodyFor(command, run)),
  }));
  return [...remedy, ...commands, ...retryWithOtherPolicies(run), ...hireAgain(run)];
}

/** All names are sent again, so the right ones are in the call already, and a near miss is put right. */
function retryWithOtherPolicies(run: OnboardingView): Action[] {
  const { attention, policies } = run;
  if (run.step !== 'preflight') return [];
  if (attention?.code !== 'policy_not_found' && attention?.code !== 'policy_ambiguous') return [];
  const suggestion = attention.code === 'policy_not_found' ? attention.facts?.didYouMean : undefined;
  const names = policies.map(({ name }) => (name === attention.facts?.policy ? (suggestion ?? '…') : name));
  return [
    {
      description:
        'Have it start over with other policies: all names are given, and these take the place of the old ones.',
      request: call(run, 'retry', { policies: names }),
    },
  ];
}

/** A person whose run was cancelled can be hired again: at once where an invitation is guarded, too. */
function hireAgain({ state }: OnboardingView): Action[] {
  const inherits = state === 'guarding' ? '; the new run takes the guarded invitation over' : '';
  return state === 'guarding' || state === 'cancelled'
    ? [{ description: `Hire the person again${inherits}.`, request: 'POST /v1/onboardings' }]
    : [];
}

function call({ id }: OnboardingView, command: string, body: object | undefined): string {
  const path = `POST /v1/onboardings/${id}/${command}`;
  return body === undefined ? path : `${path} ${JSON.stringify(body)}`;
}
