import { WorkflowNotFoundError } from '@temporalio/client';
import {
  brakeIdFor,
  type BrakeMemo,
  type BrakeQuestion,
  type BrakeSettings,
  type BrakeState,
  brakeWindowMs,
  emptyBrake,
} from '../contract/temporal/brake.ts';
import { askBrakeSignal } from '../contract/temporal/messages.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { type Execution, isOpenExecution } from './execution.ts';
import type { OrganizationClient } from './organization-client.ts';

/**
 * Sends a question to the brake of the organization, or only its settings, and starts the brake if it is not running. Needs
 * no worker.
 */
export async function signalBrake(
  client: OrganizationClient,
  settings: BrakeSettings,
  question?: BrakeQuestion,
): Promise<void> {
  const signalArgs: [BrakeSettings, BrakeQuestion?] =
    question === undefined ? [settings] : [settings, question];
  const newest = await describeBrake(client);
  // An open brake is signalled without a start: if it is terminated now, this fails, and the caller repeats it.
  if (newest !== undefined && isOpenExecution(newest)) return newest.signal(askBrakeSignal, ...signalArgs);
  const known = newest === undefined ? emptyBrake : whatKnew(newest);
  const memo: BrakeMemo = { brake: known, brakeSettings: settings };
  await client.signalWithStart(workflows.brake, {
    workflowId: brakeIdFor(client.organization),
    args: [settings, known],
    signal: askBrakeSignal,
    signalArgs,
    memo,
    staticSummary: `Holds a mass of departures from ${client.organization} until an operator has looked`,
  });
}

/** Returns the newest execution of the organization's brake, if there is one. */
export async function describeBrake(client: OrganizationClient) {
  try {
    return await client.describe(brakeIdFor(client.organization));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/**
 * What a brake knew when it ended. It publishes whom it lets through before the flow learns of it, so its memo is complete. If
 * the memo cannot be read, its successor lets nobody through until everything that it may have let through is a day old.
 */
function whatKnew({ memo, closeTime = new Date() }: Pick<Execution, 'memo' | 'closeTime'>): BrakeState {
  const { brake } = memo as Partial<BrakeMemo>;
  return brake ?? { ...emptyBrake, blindUntil: closeTime.getTime() + brakeWindowMs };
}
