import { performance } from 'node:perf_hooks';

export type RateLimit = {
  /** Returns 0 if the request may pass, or the milliseconds until one may. Rejected requests do not count. */
  waitMs(address: string, requestsPerSecond: number): number;
};

const windowMs = 1_000;

/**
 * Limits the requests in any second of real time for each network address. This is the strictest interpretation of "30
 * requests per second": what passes here passes under every other one. `nowMs` must be monotonic.
 */
export function createRateLimit(nowMs: () => number = () => performance.now()): RateLimit {
  const passedAt = new Map<string, number[]>();
  return {
    waitMs(address, requestsPerSecond) {
      if (requestsPerSecond === 0) return 0;
      const now = nowMs();
      const recent = (passedAt.get(address) ?? []).filter((at) => at > now - windowMs);
      passedAt.set(address, recent);
      const oldest = recent.at(-requestsPerSecond);
      if (oldest !== undefined) return oldest + windowMs - now;
      recent.push(now);
      return 0;
    },
  };
}
