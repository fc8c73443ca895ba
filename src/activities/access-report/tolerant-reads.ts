import { Context } from '@temporalio/activity';
import { VultrError } from '../../vultr/errors.ts';
import type { CallOptions } from '../../vultr/types.ts';

export type FailedRead = { readonly name: string; readonly error: string };

/** Makes one read that may fail, and returns `undefined` if it does. */
export type TryRead = <T>(name: string, call: (options: CallOptions) => Promise<T>) => Promise<T | undefined>;

/** Creates reads that may fail, or take longer than `timeoutMs` in all, and collects those that did and why. */
export function createTolerantReads(timeoutMs: number): {
  readonly tryRead: TryRead;
  readonly failedReads: readonly FailedRead[];
} {
  const failedReads: FailedRead[] = [];
  const { cancellationSignal } = Context.current();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([cancellationSignal, timeout]);
  const tryRead: TryRead = async (name, call) => {
    try {
      return await call({ signal });
    } catch (error) {
      if (error instanceof VultrError) {
        // With a rejected key there is no report, however much was read before the key was revoked.
        if (error.kind === 'unauthorized') throw error;
        failedReads.push({ name, error: error.message });
      } else if (timeout.aborted && !cancellationSignal.aborted) {
        failedReads.push({ name, error: `no response within ${timeoutMs / 1_000} s` });
      } else throw error;
      return undefined;
    }
  };
  return { tryRead, failedReads };
}
