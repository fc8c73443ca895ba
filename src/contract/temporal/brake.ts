import type { Timings } from './timings.ts';

/*
 * The brake of an organization holds a mass of departures until an operator has looked at it. What is here crosses
 * Temporal: it is plain JSON and contains nothing personal of those who leave, so that erasing a person need not reach it.
 */

/** What a flow is about to take from a person. */
export type TakingKind = 'suspend' | 'remove' | 'leaveGroups';

/**
 * Asks the brake whether a flow may take something from its person. The flow repeats it under the same ID until it has the
 * last word.
 */
export type BrakeQuestion = {
  readonly requestId: string;
  /** Its workflow gets the answer, and stands for the person: the brake counts people. */
  readonly flowId: string;
  readonly kind: TakingKind;
  /** The API key or the person who ordered the flow: they cannot release it. */
  readonly orderedBy: string;
  /** Passes at once, and counts. */
  readonly urgent: boolean;
  /** The flow knows already that it is held: that needs no second answer. */
  readonly knowsHeld: boolean;
  /** How many people the batch declares with which the flow was ordered. Absent for a single order. */
  readonly batchSize?: number;
};

/** The last word of the brake. `by` and `reason` are those of the operator who decided. */
export type BrakeVerdict =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'released' | 'refused'; readonly by: string; readonly reason: string };

/** `held` is not the last word: an operator has yet to decide. */
export type BrakeAnswer = { readonly requestId: string } & (BrakeVerdict | { readonly verdict: 'held' });

/** What a flow has asked the brake, and the newest answer if there is one. It belongs in the checkpoint of the flow. */
export type BrakeExchange = { readonly requestId: string; readonly answer?: BrakeAnswer };

/** How a brake decides. They come from the settings of the worker that asks, so that a restart changes them. */
export type BrakeSettings = {
  /** How long the brake gathers after the first question, in milliseconds: a wrong list arrives as a stream. */
  readonly settleMs: number;
  /** From how many people something may be taken within 24 hours before the brake holds. With 0 it holds everyone. */
  readonly limit: number;
  /** Whether there are receivers for events. */
  readonly events: boolean;
  readonly timings: Timings;
};

/** The settings that operators make. */
export type BrakeLimit = Pick<BrakeSettings, 'settleMs' | 'limit'>;

/** A question that the brake keeps until it is decided. */
export type KeptQuestion = Pick<
  BrakeQuestion,
  'requestId' | 'flowId' | 'kind' | 'orderedBy' | 'batchSize'
> & {
  /** When the brake received it, in milliseconds since 1970. */
  readonly at: number;
  /** An earlier brake held the flow, so only an operator lets it go. */
  readonly heldBefore?: true;
};

/** A person from whom something was taken without a decision of an operator. */
export type Passed = { readonly requestId: string; readonly personId: string; readonly at: number };

/** What an operator has decided, and about which questions: one that is repeated gets the same answer. */
export type BrakeDecision = Exclude<BrakeVerdict, { readonly verdict: 'pass' }> & {
  readonly at: number;
  readonly requestIds: readonly string[];
};

/**
 * Everything that a brake knows. It is the memo of the workflow, so it can be read without a worker, and the brake that
 * follows one that was terminated begins with it. Every list is bounded, and has the oldest entry first. Times are in
 * milliseconds since 1970.
 */
export type BrakeState = {
  /** When the brake decides about those it gathers. Absent while it gathers none. */
  readonly decidesAt?: number;
  /** The memo may be behind: it is not written for each question. */
  readonly gathered: readonly KeptQuestion[];
  readonly held: readonly KeptQuestion[];
  /** Since when the brake is on: it holds at least one flow. */
  readonly onSince?: number;
  readonly passed: readonly Passed[];
  readonly decisions: readonly BrakeDecision[];
  /** How many flows were told that they are held, although the brake keeps no more questions. They repeat theirs. */
  readonly notKept: number;
  /** Until then no flow passes by itself: what an earlier brake let through is not known. */
  readonly blindUntil?: number;
  /** How many times the brake has come on: counts its events. */
  readonly timesOn: number;
};

export const emptyBrake: BrakeState = {
  gathered: [],
  held: [],
  passed: [],
  decisions: [],
  notKept: 0,
  timesOn: 0,
};

/** A brake counts what was taken within this time, in milliseconds. */
export const brakeWindowMs = 24 * 60 * 60_000;

/** What can be read of a brake without a worker: what it knows, and the settings of the worker that asked last. */
export type BrakeMemo = { readonly brake: BrakeState; readonly brakeSettings: BrakeSettings };

/** How an operator decides about flows that the brake holds. */
export type DecideBrakeInput = {
  readonly by: string;
  readonly reason: string;
  /** The flows that are meant. If left out, everyone whom the brake holds is meant. */
  readonly flowIds?: readonly string[];
  /** How many flows the operator has seen held; for a decision about everyone. */
  readonly seenHeld?: number;
};

/** Failure types of a decision that the brake rejects. */
export const brakeRejections = {
  /** The operator ordered one of the flows. */
  ownOrder: 'own_order',
  /** The brake holds another number of flows than the operator has seen. */
  changed: 'brake_changed',
  /** The brake does not hold one of the flows. */
  notHeld: 'not_held',
} as const;

/** Each organization has one brake. */
export function brakeIdFor(organization: string): string {
  return `brake-${organization}`;
}
