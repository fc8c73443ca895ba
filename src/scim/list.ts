import type { Condition } from './filter/condition.ts';
import { type LookUp, lookUpOf } from './filter/look-up.ts';
import { matches } from './filter/matches.ts';
import { parseFilter } from './filter/parse-filter.ts';
import type { ListRequest } from './list-request.ts';
import type { JsonObject } from './normalize-value.ts';
import { project } from './project.ts';
import { isWanted } from './projection.ts';
import type { ResourceType } from './schemas/resource-types.ts';

/** Where the resources of a type come from. */
export type Source<Stored> = {
  readonly type: ResourceType;
  /** The look-ups that `find` can do, the best first. */
  readonly lookUps: readonly LookUp['by'][];
  /** Finds by a look-up, which is never stale. What it finds has everything that the condition is about. */
  readonly find: (lookUp: LookUp, condition: Condition) => Promise<readonly Stored[]>;
  /**
   * Lists all, in an order that does not change; `fresh` for the first page of a list. Throws a `ScimError` if a scan cannot
   * decide the filter.
   */
  readonly scan: (options: { readonly fresh: boolean }, condition?: Condition) => Promise<readonly Stored[]>;
  readonly represent: (stored: Stored) => JsonObject;
  /** Adds to a resource of the page what `scan` and `find` leave out and the client wants. */
  readonly complete?: (stored: Stored, isWanted: (attribute: string) => boolean) => Promise<Stored>;
};

/** Returns a page of a list or a search. Throws a `ScimError` if the filter cannot be read. */
export async function listResources<Stored>(
  { type, lookUps, find, scan, represent, complete }: Source<Stored>,
  { filter, startIndex, count, projection }: ListRequest,
): Promise<JsonObject> {
  const condition = filter === undefined ? undefined : parseFilter(type, filter);
  const lookUp = condition && lookUpOf(condition, lookUps);
  const candidates =
    condition === undefined || lookUp === undefined
      ? await scan({ fresh: startIndex === 1 }, condition)
      : await find(lookUp, condition);
  const matching =
    condition === undefined ? candidates : candidates.filter((one) => matches(condition, represent(one)));
  const page = matching.slice(startIndex - 1, startIndex - 1 + count);
  const isNamed = (attribute: string) => isWanted(attribute, projection);
  const completed =
    complete === undefined ? page : await Promise.all(page.map((one) => complete(one, isNamed)));
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: matching.length,
    startIndex,
    itemsPerPage: page.length,
    Resources: completed.map((one) => project(type, represent(one), projection)),
  };
}
