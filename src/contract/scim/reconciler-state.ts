import type { OrderNumber } from './bring-about.ts';
import type { Target } from './target.ts';

/** What the reconciler of a SCIM user hands to the next execution. */
export type ReconcilerState = OrderNumber & {
  /** What was to be brought about last; absent before the first time. */
  readonly target?: Target;
  readonly followed: boolean;
  /** The address that the wish had then. */
  readonly wishedAddress?: string;
  /** The address under which the person is known. */
  readonly knownAddress?: string;
};

export const newReconciler: ReconcilerState = { turn: 0, order: 0, followed: false };
