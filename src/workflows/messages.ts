import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { type CommandInput, type RunCommand, signalNames } from '../contract/messages.ts';
import type { RunView } from '../contract/run-view.ts';
import type { GroupAnswer, GroupRequest } from '../contract/step-data.ts';

/**
 * Each command is an update: its validator says at once, and why, when the state does not allow it, and the answer is
 * the run as it stands once the command has been served.
 */
export const commandUpdates: Readonly<Record<RunCommand, UpdateDefinition<RunView, [CommandInput]>>> = {
  check: defineUpdate<RunView, [CommandInput]>('check'),
  resend: defineUpdate<RunView, [CommandInput]>('resend'),
  retry: defineUpdate<RunView, [CommandInput]>('retry'),
};

export const requestAccess = defineSignal<[GroupRequest]>(signalNames.requestAccess);
export const groupAnswer = defineSignal<[GroupAnswer]>(signalNames.groupAnswer);
