import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import { aroundContinueAsNew } from './crash-events.ts';
import { findCountViolations, findGrantViolations } from './expectations.ts';
import { ignoreUnavailable } from './ignore-unavailable.ts';
import { acceptAll, command } from './operator.ts';
import type { Scenario } from './scenario.ts';

/** Every state in which an execution can continue as new as itself. */
const rests = ['needs_attention', 'awaiting_acceptance', 'on_hold', 'guarding'];

/** Temporal delays an execution that follows one younger than a second: until then, the script sees its state three times. */
const timesUntilRest = 3;

const lastNames = ['Hopper', 'Lovelace', 'Curie', 'Noether'];

/** The script reacts only to a state that it sees again and again, so that the onboarding rests by then in an execution of its own. */
export const continuesAsNewAtEveryRest: Scenario = {
  name: 'continues as new at every rest',
  description:
    'Temporal suggests so early to continue as new that the onboarding does it in every state in which it rests: while it needs attention, awaits the acceptance, is on hold, and guards. Then the person is rehired, accepts and gets access, and the register continues as new while their last name changes.',
  calls: [],
  afterFaults: afterFaultInGrant,
  coveredElsewhere: [...acceptsSecondEmail.calls, ...cancelledThenAccepts.calls],
  continuesAsNewEarly: true,
  crashesAt: aroundContinueAsNew,
  moments: [
    { state: 'needs_attention', started: 'onboarding' },
    { state: 'awaiting_acceptance', started: 'onboarding' },
    { state: 'on_hold', started: 'onboarding' },
    { state: 'guarding', started: 'onboarding' },
    { state: 'completed', started: 'person' },
  ],
  firstWindowMs: 10 * 60_000,
  request: (person) => ({ ...acceptsSecondEmail.request(person), policies: ['Provisoning'] }),

  script(world) {
    let first: string | undefined;
    let wasHeld = false;
    const rehire = async ({ id }: OnboardingView) => (await world.followUp({ rehire: id }))?.id;
    const reactions: Partial<Record<OnboardingState, (view: OnboardingView) => Promise<string | void>>> = {
      needs_attention: (view) => command(world, view, 'retry', { policies: ['Provisioning'] }),
      async awaiting_acceptance(view) {
        if (view.group.id === undefined) return;
        if (view.id !== first) return acceptAll(world, view.email);
        if (!wasHeld) return command(world, view, 'hold');
        return command(world, view, 'cancel', { reason: 'the offer was withdrawn' });
      },
      async on_hold(view) {
        wasHeld = true;
        return command(world, view, 'resume');
      },
      guarding: rehire,
      // Once the rehire has taken over.
      cancelled: rehire,
      async completed({ lastName }) {
        const next = lastNames[lastNames.indexOf(lastName ?? '') + 1];
        if (next === undefined) return;
        const request = { ...acceptsSecondEmail.request(world.person), lastName: next };
        await ignoreUnavailable(() => world.onboardings.start(request, { name: 'hr' }));
      },
    };
    let seen: string | undefined;
    let timesSeen = 0;
    return async (onboarding) => {
      const { id, state, since, group } = onboarding;
      first ??= id;
      // Once the group is ready, the execution continues as new for a reason that the state does not show.
      const now = `${id} ${state} ${since} ${group.id}`;
      timesSeen = seen === now ? timesSeen + 1 : 1;
      seen = now;
      const isAtRest = timesSeen > timesUntilRest;
      return isAtRest ? reactions[state]?.(onboarding) : undefined;
    };
  },

  expectsAttention: ({ step, attention }) => step === 'preflight' && attention?.code === 'policy_not_found',
  hasEnded: ({ state, lastName }) => state === 'completed' && lastName === lastNames.at(-1),

  async findViolations(vultr, ended) {
    const found = await findGrantViolations(vultr, ended);
    if (ended === undefined) return found;
    return [...found, ...(await findCountViolations(vultr, { emails: 1, users: 2 }))];
  },

  findGaps(history) {
    const begun = history.filter(
      ({ type, execution }) => type === 'WorkflowExecutionStarted' && execution > 1,
    );
    const missing = rests.filter((rest) => !begun.some(({ state }) => state === rest));
    const registers = begun.filter(({ started }) => started === 'person').length;
    return [
      ...missing.map((rest) => `did not continue as new in the state ${rest}`),
      ...(registers > 1 ? [] : [`${registers} executions of the register`]),
    ];
  },
};
