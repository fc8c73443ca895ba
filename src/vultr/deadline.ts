/** When the caller's time is over. */
export type Deadline = {
  /** Milliseconds until then; negative afterwards. */
  readonly remainingMs: () => number;
};

/**
 * Creates a deadline `ms` from now. Time also passes while the process is stopped or the machine sleeps: the monotonic
 * clock can stand still during sleep, and the wall clock can be set back, so whichever shows more elapsed time counts.
 */
export function createDeadline(ms: number): Deadline {
  const monotonicStart = performance.now();
  const wallStart = Date.now();
  return {
    remainingMs: () => ms - Math.max(performance.now() - monotonicStart, Date.now() - wallStart),
  };
}

/** Returns the deadline that is over `ms` before another one. */
export function earlier(deadline: Deadline, ms: number): Deadline {
  return { remainingMs: () => deadline.remainingMs() - ms };
}
