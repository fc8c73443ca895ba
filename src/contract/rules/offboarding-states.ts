import type { OffboardingCommandName } from './offboarding-commands.ts';

/** What the rest of the service needs to know about a state of an offboarding. A trait that is left out is `false`. */
export type OffboardingStateTraits = {
  /** Lasts seconds while nothing goes wrong: the offboarding does not rest here. */
  readonly transient?: true;
  /** Waits for the end of an invitation. */
  readonly awaitsInvitation?: true;
  /** A reinstatement that was ordered has arrived here. */
  readonly cancelInEffect?: true;
  /** The offboarding has ended. */
  readonly final?: true;
  /** The commands that it takes. `needs_attention` adds those that help against the failure. */
  readonly commands: readonly OffboardingCommandName[];
};

const reversible = { transient: true, commands: ['hold', 'reinstate'] } as const;
const irreversible = { transient: true, commands: ['hold'] } as const;

/** Every state of an offboarding, in the order in which an undisturbed one passes through them. */
const states = {
  scheduled: { commands: ['hold', 'reinstate'] },
  surveying: reversible,
  suspending: reversible,
  suspended: { commands: ['check', 'hold', 'remove-now', 'reinstate'] },
  removing: irreversible,
  verifying: irreversible,
  guarding: { awaitsInvitation: true, commands: ['check'] },
  left: { final: true, commands: [] },
  on_hold: { commands: ['resume', 'reinstate'] },
  needs_attention: { cancelInEffect: true, commands: ['reinstate'] },
  reinstating: { transient: true, cancelInEffect: true, commands: [] },
  reinstated: { cancelInEffect: true, final: true, commands: [] },
} as const satisfies Readonly<Record<string, OffboardingStateTraits>>;

export type OffboardingState = keyof typeof states;

export const offboardingStates = Object.keys(states) as [OffboardingState, ...OffboardingState[]];

export function offboardingTraitsOf(state: OffboardingState): OffboardingStateTraits {
  return states[state];
}

/** The steps of an offboarding: the wait of a scheduled one, those numbered 0 to 8 in the documentation, and the one of a reinstatement. */
export const offboardingSteps = [
  'awaitStart',
  'surveyPerson',
  'passBrake',
  'suspendUser',
  'closeApi',
  'grace',
  'stripUser',
  'removeUser',
  'verifyGone',
  'guardInvitations',
  'reinstateUser',
] as const;

export type OffboardingStep = (typeof offboardingSteps)[number];

/** Up to here, everything that was taken can be given back. */
const lastReversible: OffboardingStep = 'grace';

export function isReversible(step: OffboardingStep): boolean {
  return offboardingSteps.indexOf(step) <= offboardingSteps.indexOf(lastReversible);
}
