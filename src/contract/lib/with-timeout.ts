/**
 * Settles as the promise does, or rejects after `ms` milliseconds with the error of `makeError`. The work behind the
 * promise is not stopped; its late result is ignored.
 */
export async function withTimeout<T>(
  ms: number,
  promise: Promise<T>,
  makeError: () => Error = () => new Error(`no result within ${ms} ms`),
): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(makeError()), ms);
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
