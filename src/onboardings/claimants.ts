import { type OnboardingState, statesOfOnboardings, traitsOf } from '../contract/rules/states.ts';
import type { OffboardingState } from '../contract/rules/offboarding-states.ts';
import { personKeysAttribute, stateAttribute } from '../contract/temporal/search-attributes.ts';
import { externalIdKeyFor } from '../contract/temporal/workflow-ids.ts';
import type { Execution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, hasValue, isOpen } from '../temporal/visibility-query.ts';
import { callTemporal } from './call-temporal.ts';
import type { FlowSettings } from './settings.ts';

/**
 * Finds the executions of the people who have access, or are on their way to it, and have this external ID. Throws
 * `temporal_unavailable`.
 */
export type FindClaimants = (externalId: string) => Promise<readonly Execution[]>;

/** People in these states have access, or are on their way to it. */
const claiming = [
  ...statesOfOnboardings.filter((state) => traitsOf(state).undoes !== true),
  'reinstated',
] satisfies (OnboardingState | OffboardingState)[];

/** A query names each ID by a hash of 32 characters, and its rows carry memos of some kilobytes. */
const idsPerQuery = 100;
const pageSize = 200;

/**
 * Looks up the external IDs of some requests with one query to the visibility store for each hundred of them, which allows
 * few queries a second. It is sent when the first of the hundred is asked for, so that little time passes until the others are.
 */
export function createFindClaimants(
  client: OrganizationClient,
  { idKey, organization }: Pick<FlowSettings, 'idKey' | 'organization'>,
  requests: readonly { readonly externalId?: string | undefined }[],
): FindClaimants {
  const keyOf = (externalId: string) => externalIdKeyFor(idKey, organization, externalId);
  const keys = [...new Set(requests.flatMap(({ externalId }) => externalId ?? []))].map(keyOf);
  const readings = new Map<number, Promise<ReadonlyMap<string, Execution[]>>>();

  function read(chunk: number): Promise<ReadonlyMap<string, Execution[]>> {
    const known = readings.get(chunk);
    if (known !== undefined) return known;
    const reading = readClaimants(client, keys.slice(chunk * idsPerQuery, (chunk + 1) * idsPerQuery));
    readings.set(chunk, reading);
    // The next request asks again.
    reading.catch(() => readings.delete(chunk));
    return reading;
  }

  return async (externalId) => {
    const key = keyOf(externalId);
    const index = keys.indexOf(key);
    if (index < 0) throw new Error('The external ID is of none of these requests.');
    return (await read(Math.floor(index / idsPerQuery))).get(key) ?? [];
  };
}

/** The executions by key. */
async function readClaimants(
  client: OrganizationClient,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Execution[]>> {
  const condition = allOf(
    hasValue(personKeysAttribute, ...keys),
    hasValue(stateAttribute, ...claiming),
    isOpen,
  );
  const byKey = new Map(keys.map((key): [string, Execution[]] => [key, []]));
  await callTemporal(client, async () => {
    for await (const row of client.listAll(condition, { size: pageSize })) {
      const ofRow = row.typedSearchAttributes.get(personKeysAttribute) ?? [];
      for (const key of ofRow) byKey.get(key)?.push(row);
    }
  });
  return byKey;
}
