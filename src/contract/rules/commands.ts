/** What an operator can tell an onboarding. Each is a Temporal update of the same name. */
export const commandNames = [
  'check',
  'resend',
  'hold',
  'resume',
  'retry',
  'skip',
  'approve-address',
  'cancel',
] as const;

export type CommandName = (typeof commandNames)[number];
