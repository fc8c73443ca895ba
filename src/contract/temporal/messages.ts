import type { OnboardingInput } from './onboarding-input.ts';
import type { OnboardingMemo } from './memo.ts';

/** What a person may tell a run. Each is a Temporal update of the same name. */
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

/** What comes with a command; which of it a command asks for stands in `command-requests.ts`. */
export type CommandInput = {
  /** Who gave it: the name of an API key, kept in the run's history. */
  readonly by: string;
  readonly reason?: string;
  /** `retry`: the right names, where the preflight stopped at wrong ones. */
  readonly policies?: readonly string[];
  /** `approve-address`: the address in its canonical form, which workflow code cannot compute. */
  readonly address?: string;
};

/** Failure type of a command that the state of the run does not allow. */
export const commandNotPossible = 'command_not_possible';

/** Failure type of a command that is in effect already, or under way: to be answered like one that was served. */
export const commandInEffect = 'command_in_effect';

/** Update that hires a person again whose cancelled run still guards an invitation: the run starts over as a new one. */
export const rehireUpdate = 'rehire';
export type RehireInput = { readonly input: OnboardingInput; readonly memo: OnboardingMemo };

/** Signals between a run and the one writer of its group: the question and the answer. */
export const signalNames = { requestAccess: 'requestAccess', groupAnswer: 'groupAnswer' } as const;
