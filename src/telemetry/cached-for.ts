import { withTimeout } from '../contract/lib/with-timeout.ts';

/**
 * Caches the result of `load` for `forMs`; concurrent callers share one call. The result is `undefined` if `load` fails
 * or takes longer than `deadlineMs`, and that is cached as well.
 */
export function cachedFor<Value>(
  load: () => Promise<Value>,
  { forMs, deadlineMs }: { readonly forMs: number; readonly deadlineMs: number },
): () => Promise<Value | undefined> {
  let loadedAt = Number.NEGATIVE_INFINITY;
  let cached: Promise<Value | undefined> = Promise.resolve(undefined);
  return () => {
    if (performance.now() - loadedAt < forMs) return cached;
    loadedAt = performance.now();
    cached = withDeadline(load, deadlineMs);
    return cached;
  };
}

async function withDeadline<Value>(
  load: () => Promise<Value>,
  deadlineMs: number,
): Promise<Value | undefined> {
  try {
    return await withTimeout(deadlineMs, load());
  } catch {
    return undefined;
  }
}
