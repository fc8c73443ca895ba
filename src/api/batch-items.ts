import type { z } from 'zod';
import type { StartedItem } from '../contract/api/batch.ts';
import { ProblemError, problems } from '../contract/api/problems.ts';
import { canonicalEmail } from '../contract/lib/email.ts';
import type { Logger } from '../telemetry/logger.ts';
import { problemBody, toProblem } from './plugins/error-handler.ts';
import { validate } from './plugins/validation.ts';

/** What every request of a batch can have; `replaces` only that of a hire. */
type PersonRequest = {
  readonly email: string;
  readonly externalId?: string | undefined;
  readonly replaces?: string | undefined;
};

/** A valid item of a batch, or what is wrong with it. */
export type Item<Request> = { readonly request: Request } | { readonly problem: ProblemError };

/** Parses each item. One that has the external ID of an earlier one, and another email, is refused. */
export function parseItems<Schema extends z.ZodType<PersonRequest>>(
  schema: Schema,
  items: readonly unknown[],
): Item<z.output<Schema>>[] {
  const firstOf = new Map<string, { readonly index: number; readonly email: string }>();
  return items.map((item, index) => {
    const result = validate(schema, item, 'body');
    if ('error' in result) return { problem: result.error };
    const { externalId, email, replaces } = result.value;
    if (externalId === undefined) return { request: result.value };
    const first = firstOf.get(externalId) ?? { index, email };
    firstOf.set(externalId, first);
    // Which email is the right one is said by a request that replaces the onboarding of the other.
    const isOther = canonicalEmail(first.email) !== canonicalEmail(email) && replaces === undefined;
    return isOther ? { problem: sharedExternalId(first.index) } : { request: result.value };
  });
}

function sharedExternalId(index: number): ProblemError {
  const place = `items[${index}]`;
  return new ProblemError(
    'external_id_conflict',
    `${place} of this batch has the same externalId and another email. An externalId belongs to one person: correct it, or leave it out.`,
    { errors: [{ field: '/externalId', message: `is that of ${place}` }] },
  );
}

export function requestsIn<Request>(items: readonly Item<Request>[]): Request[] {
  return items.flatMap((item) => ('request' in item ? [item.request] : []));
}

/** The results of the valid items, and those that `rejected` makes of the others, in the order of the items. */
export function mergeResults<Result>(
  items: readonly Item<unknown>[],
  results: readonly Result[],
  rejected: (problem: ProblemError) => Result,
): Result[] {
  let next = 0;
  return items.map((item) => ('problem' in item ? rejected(item.problem) : (results[next++] as Result)));
}

export function rejectedItem(problem: ProblemError, requestId: string): StartedItem {
  return { status: problems[problem.code].status, problem: problemBody(problem, requestId) };
}

/** Temporal may become unavailable during a batch, so each remaining item gets a problem of its own. */
export function itemProblem(error: unknown, requestId: string, logger: Logger): ProblemError {
  const problem = toProblem(error instanceof Error ? error : new Error(String(error)));
  if (problem.code === 'internal_error')
    logger.error({ requestId, err: error }, 'unexpected error in an item of a batch');
  return problem;
}
