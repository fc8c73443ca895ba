import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OnboardingRequest } from '../api/onboarding-request.ts';
import type { OffboardingView } from '../api/offboarding-view.ts';
import type { OnboardingView } from '../api/onboarding-view.ts';
import type { CommandName } from '../rules/commands.ts';
import type { BrakeAnswer, BrakeQuestion, BrakeSettings, DecideBrakeInput } from './brake.ts';
import type { OffboardingCommandName } from '../rules/offboarding-commands.ts';
import type { InvitationWatchInput } from './invitation-watch.ts';
import type { OffboardingInput } from './offboarding-input.ts';
import type { OnboardingInput } from './onboarding-input.ts';
import type { Details, RequestRecord } from './person-record.ts';
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

/** The same for the commands of an offboarding. */
export function offboardingCommandUpdate(command: OffboardingCommandName) {
  return defineUpdate<OffboardingView, [OffboardingCommandInput]>(command);
}

/** What comes with a command of an offboarding. */
export type OffboardingCommandInput = Pick<CommandInput, 'by' | 'reason'>;

/** Failure type of a command that the state of the onboarding does not allow. */
export const commandNotPossible = 'command_not_possible';

/** Failure type of a command that is in effect or in progress already: callers treat it like one that succeeded. */
export const commandInEffect = 'command_in_effect';

/** Failure type of a command that arrived while the workflow is about to continue as new: callers repeat it. */
export const commandDeferred = 'command_deferred';

/** Asks for the next flow of a person. */
export type FlowRequest = {
  /** The number of the newest flow when the caller decided: if it is another by now, the request is rejected. */
  readonly seenFlow: number;
  readonly input: Omit<OnboardingInput, 'record'>;
  readonly request: OnboardingRequest;
  readonly origin: RequestRecord;
  /** As in `PersonRecord`, if the request comes from the owner. */
  readonly owner?: string;
};

/**
 * Asks the register for the next flow, or an onboarding that is guarding for the rehire of its person. It completes once the
 * workflow continues as new into the flow, and returns the ID of the flow.
 */
export const requestUpdate = defineUpdate<string, [FlowRequest]>('request');

/** Asks for the offboarding of a person. */
export type DepartureRequest = {
  /** The number of the newest flow when the caller decided: if it is another by now, the request is rejected. */
  readonly seenFlow: number;
  readonly input: Omit<OffboardingInput, 'record'>;
  readonly origin: RequestRecord;
  /** As in `PersonRecord`, if the order comes from the owner. */
  readonly owner?: string;
};

/**
 * Asks the register for an offboarding, or an open onboarding to hand over to one. It completes once the workflow continues
 * as new into the offboarding, and returns its ID.
 */
export const offboardUpdate = defineUpdate<string, [DepartureRequest]>('offboard');

/** Failure type of a request that was made without knowledge of the newest flow: look again, then decide again. */
export const staleRequest = 'stale_request';

/** Changes details of a person. A change that was decided from another flow or from other keys is rejected as stale. */
export type AmendInput = {
  readonly by: string;
  /** The number of the newest flow when the caller decided. */
  readonly seenFlow: number;
  /** The keys by which the person could be found when the caller decided. */
  readonly seenKeys: readonly string[];
  /** Only what changes. */
  readonly details: Details;
  /** All keys by which the person is to be found from then on. */
  readonly personKeys: readonly string[];
};

/** Changes the details of the newest flow, and returns it. */
export const amendUpdate = defineUpdate<OnboardingView, [AmendInput]>('amend');

/** Tells the register to forget the person. It keeps the number of the last flow. */
export const eraseUpdate = defineUpdate<void, [{ readonly seenFlow: number }]>('erase');

/** Tells the register to continue as new: under the current code, and the current encryption key. */
export const refreshSignal = defineSignal('refresh');

/** From an onboarding to the writer of its group, and the answer. */
export const requestAccessSignal = defineSignal<[GroupRequest]>('requestAccess');
export const groupAnswerSignal = defineSignal<[GroupAnswer]>('groupAnswer');

/**
 * From a flow to the brake of its organization, and the answer. A question that no longer matters is withdrawn. Without a
 * question, the signal only brings the settings, and with a start it revives a brake that was terminated.
 */
export const askBrakeSignal = defineSignal<[BrakeSettings, BrakeQuestion?]>('askBrake');
export const brakeAnswerSignal = defineSignal<[BrakeAnswer]>('brakeAnswer');
export const withdrawQuestionSignal = defineSignal<[{ readonly requestId: string }]>('withdrawQuestion');

/**
 * Release or refuse flows that the brake holds, and return how many. A validator rejects a decision that does not fit, with
 * one of `brakeRejections`.
 */
export const releaseBrakeUpdate = defineUpdate<number, [DecideBrakeInput]>('release');
export const refuseBrakeUpdate = defineUpdate<number, [DecideBrakeInput]>('refuse');

/**
 * Tells an onboarding that its invitation may have changed. The onboarding reads for itself before it believes it. Only one
 * that waits for an invitation acts on it.
 */
export const hintSignal = defineSignal('hint');

/**
 * From a flow to the owner of its person: something has happened. The owner looks for itself, so nothing depends on how often
 * it is told, or in which order. The roles file may have changed as well.
 */
export const personChangedSignal = defineSignal('personChanged');

/** Tells the watch that an invitation may be pending, and which settings to use from now on. */
export const wakeSignal = defineSignal<[InvitationWatchInput]>('wake');

/** Tells a delivery that has failed to start again. */
export const replaySignal = defineSignal('replay');
