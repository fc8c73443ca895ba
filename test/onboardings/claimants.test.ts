import { TypedSearchAttributes } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { personKeysAttribute } from '../../src/contract/temporal/search-attributes.ts';
import { externalIdKeyFor } from '../../src/contract/temporal/workflow-ids.ts';
import { createFindClaimants } from '../../src/onboardings/claimants.ts';
import type { Execution } from '../../src/temporal/execution.ts';
import type { OrganizationClient } from '../../src/temporal/organization-client.ts';

const settings = { idKey: 'k'.repeat(32), organization: 'example' };
const keyOf = (externalId: string) => externalIdKeyFor(settings.idKey, settings.organization, externalId);

function claimant(workflowId: string, externalId: string): Execution {
  const keys = { key: personKeysAttribute, value: ['another', keyOf(externalId)] };
  return {
    workflowId,
    runId: 'run',
    type: 'onboarding',
    status: { name: 'RUNNING' },
    startTime: new Date(),
    typedSearchAttributes: new TypedSearchAttributes([keys]),
    memo: {},
  };
}

/** A visibility store that fails as often as it says, and then finds these for every query. */
function store(found: readonly Execution[], failures = 0) {
  const queries: string[] = [];
  const client: Pick<OrganizationClient, 'listAll' | 'withDeadline'> = {
    withDeadline: (_deadlineMs, call) => call(),
    async *listAll(condition) {
      queries.push(condition);
      if (queries.length <= failures) throw new Error('away');
      yield* found;
    },
  };
  return { client: client as OrganizationClient, queries };
}

const requestsFor = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ externalId: `hr-${index}` }));

describe('the people who have an external ID', () => {
  test('are looked up a hundred IDs at a time, for a thousand with ten queries', async () => {
    const { client, queries } = store([claimant('person-1', 'hr-7'), claimant('person-2', 'hr-250')]);
    const requests = [...requestsFor(1_000), { externalId: 'hr-7' }, { externalId: undefined }];
    const findClaimants = createFindClaimants(client, settings, requests);
    expect(queries).toEqual([]);
    const found = await Promise.all(
      requestsFor(1_000).map(async ({ externalId }) => (await findClaimants(externalId)).length),
    );
    expect(found.flatMap((count, index) => (count > 0 ? [index] : []))).toEqual([7, 250]);
    expect(queries).toHaveLength(10);
    expect(queries[0]).toContain(keyOf('hr-99'));
    expect(queries[0]).not.toContain(keyOf('hr-100'));
  });

  test('are looked up again after a query has failed', async () => {
    const { client, queries } = store([claimant('person-1', 'hr-0')], 1);
    const findClaimants = createFindClaimants(client, settings, requestsFor(2));
    await expect(findClaimants('hr-0')).rejects.toThrow('away');
    expect(await findClaimants('hr-0')).toMatchObject([{ workflowId: 'person-1' }]);
    expect(await findClaimants('hr-1')).toEqual([]);
    expect(queries).toHaveLength(2);
  });
});
