import type { Check } from '../../contract/api/onboarding-view.ts';
import { notVisibleYet } from '../support/read-back.ts';
import type { VultrSession, WriteResult } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';

export type Taking<T> = {
  /** What is taken, in the plural, such as `API keys`. */
  readonly what: string;
  /** The request that lists it, for the evidence. */
  readonly request: string;
  /** What `find` has just returned, if it was called already. */
  readonly found?: readonly T[];
  /** What is taken without a look first, because it was there before. Then `find` says what else there is. */
  readonly expected?: readonly T[];
  /** Reads what there still is. */
  readonly find: () => Promise<readonly T[]>;
  readonly take: (one: T) => Promise<WriteResult<void>>;
};

/**
 * Takes away everything that `find` returns, and reads until it returns nothing more. A thing that is missing by then is
 * as good as taken, so a repeated attempt takes only what is left. Returns the proof and how many it took.
 */
export async function takeAll<T>(
  vultr: VultrSession,
  { what, request, find, take, ...known }: Taking<T>,
): Promise<{ readonly check: Check; readonly taken: number }> {
  const expected = known.expected ?? [];
  for (const one of expected) await take(one);
  const found = known.found ?? (await find());
  const results: WriteResult<void>[] = [];
  for (const one of found) results.push(await take(one));
  const refusal = results.find((result) => result.refusal?.kind === 'refused')?.refusal;
  const isEmpty = async () => ((await find()).length === 0 ? true : undefined);
  const isDone =
    found.length === 0 || (await (refusal === undefined ? vultr.readBack(isEmpty) : isEmpty())) === true;
  if (isDone) {
    const check = { name: `the person has no ${what}`, request, passed: true, observed: `0 ${what}` };
    return { check, taken: expected.length + found.length };
  }
  if (refusal !== undefined) throw refusedFailure(refusal);
  throw notVisibleYet('still_there', `Vultr still shows ${what} of the person`, { request }, vultr.timings);
}
