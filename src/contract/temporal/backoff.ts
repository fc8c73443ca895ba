/**
 * The pause after an attempt: doubles from the first to the longest. Activities pass each pause to Temporal and
 * workflows set how many attempts there are, so both calculate with this.
 */
export function backoffMs(attempt: number, firstMs: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), longestMs);
}

/**
 * How many attempts fit into `timeoutMs`. Attempts are counted instead of the time, because time also passes while no
 * worker is running, and a night without workers must not look like a night of failures.
 */
export function attemptsWithin(timeoutMs: number, firstMs: number, longestMs: number): number {
  let attempts = 1;
  for (let spentMs = 0; ; attempts++) {
    spentMs += backoffMs(attempts, firstMs, longestMs);
    if (spentMs > timeoutMs) return attempts;
  }
}

/** Adds or takes away up to 10 %, so that a thousand onboardings that started together drift apart. `random` is in [0, 1). */
export function jitter(ms: number, random: number): number {
  return Math.round(ms * (0.9 + 0.2 * random));
}
