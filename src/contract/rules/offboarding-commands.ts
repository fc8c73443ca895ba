/** What an operator can tell an offboarding. Each is a Temporal update of the same name. */
export const offboardingCommandNames = [
  'check',
  'hold',
  'resume',
  'retry',
  'skip',
  'confirm',
  'remove-now',
  'reinstate',
] as const;

export type OffboardingCommandName = (typeof offboardingCommandNames)[number];
