import { allHandlersFinished, condition, log } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { UserAccess } from '../../contract/scim/resource.ts';
import { nowIso } from '../engine/now.ts';
import { createEffects } from './effects.ts';
import { reconcile, type ReconcilerOptions } from './reconcile.ts';

export type ReconcilingUser = Omit<ReconcilerOptions, 'effects'>;

export type Reconciler = {
  /** Nothing is in progress, so the execution may continue as new. */
  readonly isAtRest: () => boolean;
  /** The user was deleted, and everything is taken. */
  readonly isDone: () => boolean;
};

/** Runs the reconciler until the user was deleted and everything is taken, and again if the user is created again. */
export function keepReconciling(user: ReconcilingUser): Reconciler {
  let resting = 0;
  let isDone = false;

  /** Goes on only after an update has returned, so that the order of commands does not depend on interceptors. */
  async function rest(until: () => boolean, ms?: number): Promise<boolean> {
    const isOver = () => until() && allHandlersFinished();
    resting++;
    try {
      if (ms !== undefined) return await condition(isOver, ms, { summary: 'settles, or looks again' });
      await condition(isOver);
      return true;
    } finally {
      resting--;
    }
  }

  async function run(): Promise<never> {
    const effects = createEffects(rest);
    for (;;) {
      const seen = user.revision();
      try {
        await reconcile({ ...user, effects });
        isDone = true;
        await rest(() => !user.wish().removed);
        isDone = false;
      } catch (error) {
        log.error('could not bring about what a user is to have', { error });
        user.publish(needsAttention(user.access()));
        await rest(() => user.revision() !== seen);
      }
    }
  }

  void run();
  return { isAtRest: () => resting > 0, isDone: () => isDone };
}

/** The next change of the wish begins anew. */
function needsAttention({ roles, flowId }: UserAccess): UserAccess {
  const detail =
    'An unexpected error stopped the work on this user. The log of the worker has it. The next change of the user begins anew.';
  return { state: 'needs_attention', since: nowIso(), roles, ...defined({ flowId }), detail };
}
