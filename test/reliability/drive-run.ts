import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import { repeatUnavailable } from '../support/repeat-unavailable.ts';
import { ignoreUnavailable } from './ignore-unavailable.ts';
import { personIdsOf, untilRemembered } from './person-executions.ts';
import type { Scenario, World } from './scenario.ts';

/** How a person's onboardings ended: by themselves, or after one needed attention (with this code) and received one `retry`. */
export type Ending = {
  readonly attentionCode?: string;
  /** The last one. */
  readonly onboarding: OnboardingView;
  readonly violations: readonly string[];
};

/** Starts the onboarding as a caller does: again, if there was no response. */
export async function startOnboarding(
  request: OnboardingRequest,
  { onboardings }: Pick<World, 'onboardings'>,
): Promise<OnboardingView> {
  for (;;) {
    const started = await ignoreUnavailable(() => onboardings.start(request, { name: 'hr' }));
    if (started !== undefined) return started.onboarding;
  }
}

const pollEveryMs = 600;
/** Long enough for a busy machine. An onboarding that is stuck stays stuck forever. */
const timeoutMs = 5 * 60_000;

/**
 * Plays the script of the scenario until the last onboarding has ended and everyone in it is remembered. An onboarding that
 * needs attention, other than the script expects, gets one `retry`. Throws, with the last view, if it needs attention again
 * or does not end in time.
 */
export async function driveRun(scenario: Scenario, firstId: string, world: World): Promise<Ending> {
  const react = scenario.script(world);
  const deadline = Date.now() + timeoutMs;
  let id = firstId;
  let attentionCode: string | undefined;
  let isRetried = false;
  let last: OnboardingView | undefined;
  for (; Date.now() < deadline; await sleep(pollEveryMs)) {
    const onboarding = await ignoreUnavailable(() => world.onboardings.get(id));
    if (onboarding === undefined) continue;
    last = onboarding;
    if (scenario.hasEnded(onboarding)) {
      const violations = await findLateViolations(scenario, onboarding, world);
      return { onboarding, violations, ...defined({ attentionCode }) };
    }
    if (onboarding.state !== 'needs_attention' || scenario.expectsAttention?.(onboarding) === true)
      id = (await react(onboarding)) ?? id;
    else if (isRetried) throw new Error(`needed attention again: ${summarize(onboarding)}`);
    else {
      attentionCode = onboarding.attention?.code ?? 'no code';
      isRetried = await retry(id, world);
    }
  }
  throw new Error(
    `did not end in time: ${last === undefined ? 'Temporal never responded' : summarize(last)}`,
  );
}

/** Waits until everyone is remembered, and checks that the first request, once more, changes nothing. */
async function findLateViolations(
  scenario: Scenario,
  ended: OnboardingView,
  { client, organization, person, onboardings }: World,
): Promise<string[]> {
  for (const personId of Object.values(personIdsOf(scenario, organization, person)))
    await untilRemembered(client, personId);
  const again = await repeatUnavailable(() => onboardings.start(scenario.request(person), { name: 'hr' }));
  const now = await repeatUnavailable(() => onboardings.get(ended.id));
  return [
    ...(again.outcome === 'existing' ? [] : [`the first request, once more, started ${again.onboarding.id}`]),
    ...(now.state === ended.state ? [] : [`${now.state} after it had ended as ${ended.state}`]),
  ];
}

/** Returns whether the onboarding accepted the command. */
async function retry(id: string, { onboardings }: World): Promise<boolean> {
  const caller = { name: 'ops', requestId: 'retry' };
  return (await ignoreUnavailable(() => onboardings.command(id, 'retry', {}, caller))) !== undefined;
}

function summarize({ state, step, attention, history }: OnboardingView): string {
  const messages = history.map(({ message }) => message).join('; ');
  const problem = attention === undefined ? '' : ` (${attention.code}: ${attention.detail})`;
  return `${state} in ${step}${problem}; ${messages}`;
}
