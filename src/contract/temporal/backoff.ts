/**
 * The pauses between attempts: doubling from the first to the longest. Used by activities (which say each pause to
 * Temporal) and by workflows (which set how many attempts fit), so that both count alike.
 */
export function backoffMs(attempt: number, firstMs: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), longestMs);
}

/**
 * How many attempts fit into a patience. Attempts are counted instead of the time, because time also passes while no
 * worker runs, and a night without workers must not look like a night of refusals.
 */
export function attemptsWithin(patienceMs: number, firstMs: number, longestMs: number): number {
  let attempts = 1;
  for (let spentMs = 0; ; attempts++) {
    spentMs += backoffMs(attempts, firstMs, longestMs);
    if (spentMs > patienceMs) return attempts;
  }
}

/** ±10 %, so that a thousand runs that began together do not stay together. `random` is in [0, 1). */
export function jitter(ms: number, random: number): number {
  return Math.round(ms * (0.9 + 0.2 * random));
}
