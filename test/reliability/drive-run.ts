import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { Scenario, Outside } from './scenario.ts';
import { unlessAway } from './ignore-unavailable.ts';

/** How a run went through: by itself, or after a person was asked (with this code) and had one `retry` given. */
export type Passage = { readonly asked?: string; readonly end: OnboardingView };

/** Asks for the run, as its caller does: again where nobody answered. */
export async function begin(
  request: OnboardingRequest,
  { runs }: Pick<Outside, 'runs'>,
): Promise<OnboardingView> {
  for (;;) {
    const started = await unlessAway(() => runs.start(request, { name: 'hr' }));
    if (started !== undefined) return started.run;
  }
}

const lookEveryMs = 600;
/** For a machine on which everybody is late. A run that is stuck is stuck for ever. */
const patienceMs = 5 * 60_000;

/**
 * Plays the world outside until the run is over. A run that asks for a person gets one `retry`. Throws, with the run as
 * it was last seen, where it asks again or is not over in time.
 */
export async function carryThrough(scenario: Scenario, id: string, outside: Outside): Promise<Passage> {
  const react = scenario.world(outside);
  const deadline = Date.now() + patienceMs;
  let asked: string | undefined;
  let repaired = false;
  let last: OnboardingView | undefined;
  for (; Date.now() < deadline; await sleep(lookEveryMs)) {
    const run = await unlessAway(() => outside.runs.get(id));
    if (run === undefined) continue;
    last = run;
    if (scenario.isOver(run)) return { end: run, ...(asked === undefined ? {} : { asked }) };
    if (run.state !== 'needs_attention') await react(run);
    else if (repaired) throw new Error(`asked a person again: ${tellOf(run)}`);
    else {
      asked = run.attention?.code ?? 'no code';
      repaired = await retry(id, outside);
    }
  }
  throw new Error(`not over in time: ${last === undefined ? 'Temporal never answered' : tellOf(last)}`);
}

/** Answers whether the run took it. */
async function retry(id: string, { runs }: Outside): Promise<boolean> {
  const caller = { name: 'ops', requestId: 'retry' };
  return (await unlessAway(() => runs.command(id, 'retry', {}, caller))) !== undefined;
}

function tellOf({ state, step, attention, history }: OnboardingView): string {
  const notes = history.map(({ message }) => message).join('; ');
  return `${state} in ${step}${attention === undefined ? '' : ` (${attention.code}: ${attention.detail})`}; ${notes}`;
}
