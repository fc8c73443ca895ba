import type { Timings } from '../contract/temporal/timings.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;

/** The timings that no operator has to tune. Like the others, they are fixed for an onboarding when it starts. */
export const fixedTimings = {
  invitationLifetimeMs: 3 * dayMs,
  readTimeoutMs: 5 * minuteMs,
  retryFirstMs: secondMs,
  retryMaxMs: minuteMs,
  groupAnswerMs: 15 * minuteMs,
} as const satisfies Partial<Timings>;

/** How the invitation watch sweeps, apart from what operators set. */
export const watchTimings = {
  fullSweepEveryMs: 10 * minuteMs,
  /** Longer than reads are expected to lag, and than the worker that has woken the watch waits before it wakes it again. */
  lingerMs: 30 * secondMs,
  /** A new invitation wakes the watch, so this is only for what nobody foresaw. Each sleep writes eleven events. */
  idleMs: 60 * minuteMs,
} as const;
