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

/** The time between two sweeps of the invitation watch while no invitation is pending. A new invitation wakes it. */
export const sweepIdleMs = 30 * secondMs;
