import type { CommandName } from './commands.ts';

/** What the rest of the service needs to know about a state. A trait that is left out is `false`. */
export type StateTraits = {
  /** Lasts seconds while nothing goes wrong: the onboarding does not rest here. */
  readonly transient?: true;
  /** On the way to access. A hold or a cancellation that was given has not arrived yet. */
  readonly underWay?: true;
  /** Waits for an invitation: for its acceptance, or for its end. */
  readonly awaitsInvitation?: true;
  /** The effects of a cancelled onboarding are being undone, or have been. */
  readonly undoes?: true;
  /** A cancellation that was given has arrived here. */
  readonly cancelInEffect?: true;
  /** The onboarding has ended. */
  readonly final?: true;
  /** `explain` also reads from Vultr what access the person has. */
  readonly readsAccess?: true;
  /** The commands that it takes. `needs_attention` adds those that help against the failure. */
  readonly commands: readonly CommandName[];
};

const passing = { transient: true, underWay: true, commands: ['hold', 'cancel'] } as const;

/** Every state of an onboarding, in the order in which an undisturbed onboarding passes through them. */
export const states = {
  scheduled: { underWay: true, commands: ['hold', 'cancel'] },
  checking: passing,
  inviting: passing,
  preparing_access: passing,
  awaiting_acceptance: {
    underWay: true,
    awaitsInvitation: true,
    commands: ['check', 'resend', 'hold', 'cancel'],
  },
  granting: passing,
  verifying: passing,
  leaving_groups: passing,
  completed: { final: true, readsAccess: true, commands: [] },
  on_hold: { commands: ['resume', 'cancel'] },
  needs_attention: { cancelInEffect: true, readsAccess: true, commands: ['cancel'] },
  cancelling: { undoes: true, readsAccess: true, commands: [] },
  guarding: {
    undoes: true,
    cancelInEffect: true,
    awaitsInvitation: true,
    readsAccess: true,
    commands: ['check'],
  },
  cancelled: { undoes: true, cancelInEffect: true, final: true, readsAccess: true, commands: [] },
  /** The person was erased: nothing is remembered but that. */
  erased: { undoes: true, final: true, commands: [] },
} as const satisfies Readonly<Record<string, StateTraits>>;

export type OnboardingState = keyof typeof states;

export const onboardingStates = Object.keys(states) as [OnboardingState, ...OnboardingState[]];

/** The states that an onboarding can be in: a person who was erased has none. */
export const statesOfOnboardings = onboardingStates.filter((state) => state !== 'erased');

export function traitsOf(state: OnboardingState): StateTraits {
  return states[state];
}

/** The states that have a trait, in the order of the table. */
export function statesThat(trait: Exclude<keyof StateTraits, 'commands'>): OnboardingState[] {
  return onboardingStates.filter((state) => traitsOf(state)[trait] === true);
}

/**
 * The steps of an onboarding: the wait of a scheduled one, those numbered 0 to 7 in the documentation, those of a move, whose
 * leaving is 8 and 9, and the two of a cancelled one.
 */
export const steps = [
  'awaitStart',
  'preflight',
  'inviteUser',
  'ensureGroup',
  'attachPolicies',
  'awaitAcceptance',
  'confirmPerson',
  'addMember',
  'verifyAccess',
  'passBrake',
  'leaveGroups',
  'verifyLeft',
  'undoAccess',
  'guardInvitation',
] as const;

export type Step = (typeof steps)[number];

const leavingSteps: ReadonlySet<Step> = new Set(['leaveGroups', 'verifyLeft']);

/** Whether a move takes old access away: it cannot be undone any more, so it takes neither a hold nor a cancellation. */
export function isLeaving(step: Step): boolean {
  return leavingSteps.has(step);
}
