import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OnboardingView } from '../api/onboarding-view.ts';
import type { CommandName } from '../rules/commands.ts';
import type { InvitationWatchInput } from './invitation-watch.ts';
import type { OnboardingMemo } from './memo.ts';
import type { OnboardingInput } from './onboarding-input.ts';
import type { GroupAnswer, GroupRequest } from './step-data.ts';

/*
 * Every update and signal of the service, with the types of its arguments and result. Workflows set handlers for these
 * definitions and clients call by them, so a message that changes fails to compile on both sides.
 */

/** What comes with a command; `contract/api/command-requests.ts` says which command needs which of it. */
export type CommandInput = {
  /** Name of the API key that gave the command; kept in the history of the onboarding. */
  readonly by: string;
  readonly reason?: string;
  /** `retry`: the right names, if the preflight stopped at wrong ones. */
  readonly policies?: readonly string[];
  /** `approve-address`: the email in its canonical form, which workflow code cannot compute. */
  readonly address?: string;
};

/**
 * Each command is an update. Its validator rejects at once, with the reason, what the state does not allow; its result
 * is the onboarding as it is once the command has taken effect.
 */
export function commandUpdate(command: CommandName) {
  return defineUpdate<OnboardingView, [CommandInput]>(command);
}

/** Failure type of a command that the state of the onboarding does not allow. */
export const commandNotPossible = 'command_not_possible';

/** Failure type of a command that is in effect or in progress already: callers treat it like one that succeeded. */
export const commandInEffect = 'command_in_effect';

export type RehireInput = { readonly input: OnboardingInput; readonly memo: OnboardingMemo };

/** Rehires a person whose cancelled onboarding still guards an invitation: it continues as new with the new input. */
export const rehireUpdate = defineUpdate<void, [RehireInput]>('rehire');

/** From an onboarding to the writer of its group, and the answer. */
export const requestAccessSignal = defineSignal<[GroupRequest]>('requestAccess');
export const groupAnswerSignal = defineSignal<[GroupAnswer]>('groupAnswer');

/** Tells the watch that an invitation may be pending, and which settings to use from now on. */
export const wakeSignal = defineSignal<[InvitationWatchInput]>('wake');

/** Tells a delivery that has failed to start again. */
export const replaySignal = defineSignal('replay');
