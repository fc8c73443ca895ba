import { defineSignal, defineUpdate } from '@temporalio/workflow';
import {
  type CommandInput,
  type RehireInput,
  rehireUpdate,
  type CommandName,
  signalNames,
} from '../../contract/temporal/messages.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { GroupAnswer, GroupRequest } from '../../contract/temporal/step-data.ts';

/**
 * Each command is an update: its validator says at once, and why, when the state does not allow it, and the answer is
 * the run as it stands once the command has been served.
 */
export const commandUpdate = (command: CommandName) => defineUpdate<OnboardingView, [CommandInput]>(command);
export const rehire = defineUpdate<void, [RehireInput]>(rehireUpdate);

export const requestAccess = defineSignal<[GroupRequest]>(signalNames.requestAccess);
export const groupAnswer = defineSignal<[GroupAnswer]>(signalNames.groupAnswer);
