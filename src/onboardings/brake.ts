import { randomUUID } from 'node:crypto';
import type { BrakeDecisionRequest, BrakeView } from '../contract/api/brake.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { defined } from '../contract/lib/optional.ts';
import {
  type BrakeDecision,
  type BrakeMemo,
  brakeRejections,
  type BrakeState,
  brakeWindowMs,
  emptyBrake,
  type KeptQuestion,
} from '../contract/temporal/brake.ts';
import { refuseBrakeUpdate, releaseBrakeUpdate } from '../contract/temporal/messages.ts';
import { isOpenExecution } from '../temporal/execution.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { describeBrake, signalBrake } from '../temporal/signal-brake.ts';
import { callTemporal } from './call-temporal.ts';
import type { Onboardings } from './onboardings.ts';
import { refusalOf, startUpdate } from './start-update.ts';

/** How many decisions are shown. */
const decisionsShown = 10;

export function createGetBrake(client: OrganizationClient): Onboardings['getBrake'] {
  return async () => {
    const { memo } = (await findBrake(client)) ?? {};
    return brakeViewOf(memo?.brake ?? emptyBrake, memo?.brakeSettings.limit, Date.now());
  };
}

/** The newest execution of the brake, if the brake was ever asked. Throws `unreadable`. */
async function findBrake(
  client: OrganizationClient,
): Promise<{ readonly execution: OwnExecution; readonly memo: BrakeMemo } | undefined> {
  const execution = await callTemporal(client, () => describeBrake(client));
  if (execution === undefined) return undefined;
  if (execution.unreadable !== undefined) throw new ProblemError('unreadable', execution.unreadable.reason);
  return { execution, memo: execution.memo as BrakeMemo };
}

/** One for each verdict: it sends the decision, and returns the brake as it is then. */
export function createDecideBrake(client: OrganizationClient, getBrake: Onboardings['getBrake']) {
  return (verdict: BrakeDecision['verdict']): Onboardings['releaseBrake'] =>
    async (request, { name }) => {
      const execution = await openBrake(client);
      const update = verdict === 'released' ? releaseBrakeUpdate : refuseBrakeUpdate;
      const input = inputOf(request, name);
      try {
        const sent = await startUpdate(client, execution, update, randomUUID(), input);
        await callTemporal(client, () => sent.result());
      } catch (error) {
        throw problemOf(error);
      }
      return getBrake();
    };
}

/** The open brake. One that was terminated while it held someone is started again, and knows them. */
async function openBrake(client: OrganizationClient): Promise<OwnExecution> {
  const newest = await findBrake(client);
  if (newest === undefined) throw new ProblemError('brake_changed', 'The brake holds nobody.');
  const { execution, memo } = newest;
  if (isOpenExecution(execution)) return execution;
  await callTemporal(client, () => signalBrake(client, memo.brakeSettings));
  return callTemporal(client, () => client.describe(execution.workflowId));
}

function inputOf({ reason, ids, held }: BrakeDecisionRequest, by: string) {
  return { by, reason, ...defined({ flowIds: ids, seenHeld: held }) };
}

function problemOf(error: unknown): unknown {
  const refusal = refusalOf(error);
  switch (refusal?.type) {
    case brakeRejections.ownOrder:
      return new ProblemError('own_order', refusal.message, { cause: error });
    case brakeRejections.changed:
    case brakeRejections.notHeld:
      return new ProblemError('brake_changed', refusal.message, { cause: error });
    case undefined:
    default:
      return error;
  }
}

function brakeViewOf(state: BrakeState, limit: number | undefined, now: number): BrakeView {
  const { held, onSince, passed, decisions, notKept, decidesAt, blindUntil } = state;
  const isBlind = blindUntil !== undefined && blindUntil > now;
  return {
    on: held.length > 0,
    passed: passed.filter(({ at }) => at > now - brakeWindowMs).length,
    held: held.length,
    notListed: notKept,
    items: held.map(heldFlowOf),
    decisions: decisions
      .slice(-decisionsShown)
      .toReversed()
      .map(({ requestIds, at, verdict, by, reason }) => ({
        verdict,
        by,
        reason,
        at: instantOf(at),
        count: requestIds.length,
      })),
    ...defined({
      limit,
      since: onSince === undefined ? undefined : instantOf(onSince),
      decidesAt: decidesAt === undefined ? undefined : instantOf(decidesAt),
      blindUntil: isBlind ? instantOf(blindUntil) : undefined,
    }),
  };
}

function heldFlowOf({ flowId: id, kind, orderedBy, at }: KeptQuestion): BrakeView['items'][number] {
  const collection = kind === 'leaveGroups' ? 'onboardings' : 'offboardings';
  return { id, href: `/v1/${collection}/${id}`, kind, orderedBy, askedAt: instantOf(at) };
}

function instantOf(at: number): string {
  return new Date(at).toISOString();
}
