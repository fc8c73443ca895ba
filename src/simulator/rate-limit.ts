import { performance } from 'node:perf_hooks';

export type RateLimit = {
  /** 0 where the request may pass, else the milliseconds until one may. Refused requests do not count. */
  waitMs(address: string, requestsPerSecond: number): number;
};

const windowMs = 1_000;

/**
 * At most so many requests in any second of real time, per remote address: the strictest reading of "30 requests per
 * second", so that what passes here passes under every other. `nowMs` is monotonic.
 */
export function createRateLimit(nowMs: () => number = () => performance.now()): RateLimit {
  const passed = new Map<string, number[]>();
  return {
    waitMs(address, requestsPerSecond) {
      if (requestsPerSecond === 0) return 0;
      const now = nowMs();
      const recent = (passed.get(address) ?? []).filter((at) => at > now - windowMs);
      passed.set(address, recent);
      const oldest = recent.at(-requestsPerSecond);
      if (oldest !== undefined) return oldest + windowMs - now;
      recent.push(now);
      return 0;
    },
  };
}
