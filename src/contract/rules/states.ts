/** Where a run stands, as an outsider sees it. The order is the order of a run that meets no trouble. */
export const onboardingStates = [
  'checking',
  'inviting',
  'preparing_access',
  'awaiting_acceptance',
  'granting',
  'verifying',
  'completed',
  'on_hold',
  'needs_attention',
  'cancelling',
  'guarding',
  'cancelled',
] as const;

export type OnboardingState = (typeof onboardingStates)[number];

/** States that a run goes through without resting: a moment, as long as nothing goes wrong. */
export const passingStates: ReadonlySet<OnboardingState> = new Set([
  'checking',
  'inviting',
  'preparing_access',
  'granting',
  'verifying',
]);

/** The steps of a run, numbered 0 to 7 in the documentation, and the two of a cancelled one. */
export const steps = [
  'preflight',
  'inviteUser',
  'ensureGroup',
  'attachPolicies',
  'awaitAcceptance',
  'confirmPerson',
  'addMember',
  'verifyAccess',
  'undoAccess',
  'guardInvitation',
] as const;

export type Step = (typeof steps)[number];
