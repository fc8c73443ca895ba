import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure, ensureApplicationFailure } from '@temporalio/common';
import { msOptionalToNumber } from '@temporalio/common/lib/time.js';
import { defined } from '../../contract/lib/optional.ts';
import {
  type GrantEffects,
  type GrantFailure,
  type GrantInput,
  type GrantProgress,
  grantProgressOf,
  type GrantStep,
} from '../../contract/temporal/grant.ts';
import { effectsByGroup } from '../../contract/temporal/one-group.ts';
import { recordHeartbeat } from '../../temporal/heartbeat.ts';
import { type AttemptState, inDoubt, loadAttemptState, setAttemptState } from '../support/heartbeat-state.ts';

/**
 * Where an attempt of `grant` is and what is known to be done, across the attempts of the activity. Temporal has stored each
 * change before the next request is sent, so it survives the worker.
 */
export type ProgressTracker = {
  readonly current: () => GrantProgress;
  /** Enters a step, with what the one before has found. Throws if the workflow asks the activity to end. */
  readonly enter: (step: GrantStep, effects: GrantEffects) => Promise<void>;
  /** Says that the person is about to be added to a group. Throws if the workflow asks the activity to end. */
  readonly adding: (groupId: string) => Promise<void>;
  /** Takes back what the last call of `adding` said: nothing was written. */
  readonly notAdded: () => void;
};

type Start = Pick<GrantInput, 'from' | 'known'> & { readonly groupIds: readonly string[] };

/** Continues where the last attempt stopped. The first one begins where the workflow says. */
export function trackProgress({ from, known, groupIds }: Start): ProgressTracker {
  const { effects: leftEffects = known, ...left } = loadAttemptState();
  // Before any write an attempt says so. If it has said nothing, nothing is in doubt, even if its worker died.
  const first = { step: from, since: nowIso(), inDoubt: false };
  let beforeAdding = setAttemptState({ ...first, ...left, effects: effectsByGroup(leftEffects, groupIds) });
  return {
    current: currentProgress,
    enter: (step, effects) => record({ step, since: nowIso(), effects, inDoubt: false, staleReads: 0 }),
    async adding(groupId) {
      beforeAdding = loadAttemptState();
      const { effects: before } = currentProgress();
      const added = { ...before.added, [groupId]: true };
      try {
        await record({ effects: { ...before, added }, inDoubt: true });
      } catch (error) {
        setAttemptState(beforeAdding);
        throw error;
      }
    },
    notAdded: () => void setAttemptState(beforeAdding),
  };
}

function currentProgress(): GrantProgress {
  const progress = grantProgressOf(loadAttemptState());
  if (progress === undefined) throw new Error('the attempt tracks no progress');
  return progress;
}

async function record(changes: AttemptState): Promise<void> {
  if (await recordHeartbeat(setAttemptState(changes))) return;
  // It is not an error, and it never shows: the workflow has asked for it.
  throw ApplicationFailure.create({
    type: 'stopped',
    message: 'The onboarding was put on hold or cancelled',
    nonRetryable: true,
    category: 'BENIGN',
  });
}

/**
 * Runs an attempt so that each of its failures says where it stopped and what it has done. If it has done something that
 * the workflow does not know of, the workflow learns it now and lets the activity continue: Temporal would keep it between
 * the attempts, but drops it if the activity is cancelled there.
 */
export async function reportingProgress<T>(
  input: Pick<GrantInput, 'known' | 'timings'>,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    // The attempt no longer counts: another one reads the last heartbeat.
    throw error instanceof CancelledFailure ? error : withProgress(ensureApplicationFailure(error), input);
  }
}

function withProgress(
  failure: ApplicationFailure,
  { known, timings }: Pick<GrantInput, 'known' | 'timings'>,
): ApplicationFailure {
  const progress = currentProgress();
  const { message, type, category, cause, nextRetryDelay } = failure;
  const mayContinue = failure.nonRetryable !== true && !isLastAttempt();
  const hasNews = !areSame(progress.effects, known);
  const details: GrantFailure = {
    ...(failure.details?.[0] as object | undefined),
    ...progress,
    inDoubt: inDoubt(),
    ...(mayContinue && hasNews
      ? { continueAfterMs: msOptionalToNumber(nextRetryDelay ?? undefined) ?? timings.settleMs }
      : {}),
  };
  return ApplicationFailure.create({
    message,
    nonRetryable: failure.nonRetryable === true || (mayContinue && hasNews),
    details: [details],
    ...defined({
      type: type ?? undefined,
      nextRetryDelay: nextRetryDelay ?? undefined,
      category: category ?? undefined,
      cause,
    }),
  });
}

function isLastAttempt(): boolean {
  const { attempt, retryPolicy } = Context.current().info;
  return attempt >= (retryPolicy?.maximumAttempts ?? Number.POSITIVE_INFINITY);
}

function areSame(some: GrantEffects, others: GrantEffects): boolean {
  const groupIds = new Set([some, others].flatMap(({ added = {} }) => Object.keys(added)));
  return (
    some.person?.userId === others.person?.userId &&
    [...groupIds].every((id) => some.added?.[id] === others.added?.[id])
  );
}

function nowIso(): string {
  return new Date().toISOString();
}
