import { expect, test } from 'vitest';
import { scimLimits } from '../../src/contract/scim/limits.ts';
import { workflows } from '../../src/contract/temporal/workflow-definitions.ts';
import { listAll } from '../../src/people/list-all.ts';
import type { Execution } from '../../src/temporal/execution.ts';
import type { ExecutionPage } from '../../src/temporal/find-executions.ts';
import type { OrganizationClient } from '../../src/temporal/organization-client.ts';

const row = (workflowId: string, more: Partial<Execution> = {}) => ({ workflowId, ...more }) as Execution;

/** A client whose lists have these pages. */
function clientOf(pages: readonly (readonly Execution[])[]): OrganizationClient {
  const pageAt = (at: number): ExecutionPage => ({
    executions: pages[at] ?? [],
    nextPageToken: at + 1 < pages.length ? Uint8Array.of(at + 1) : new Uint8Array(),
  });
  const client: Partial<OrganizationClient> = {
    withDeadline: (_, call) => call(),
    listPage: async (_, { token }) => pageAt(token?.[0] ?? 0),
  };
  return client as OrganizationClient;
}

const list = (client: OrganizationClient) =>
  listAll(
    client,
    workflows.scimUser,
    ({ workflowId }) => (workflowId === 'deleted' ? undefined : workflowId),
    { pageSize: 2 },
  );

test('it reads every page, without what was deleted', async () => {
  const pages = [[row('a'), row('deleted')], [row('b')], [row('c')]];
  expect(await list(clientOf(pages))).toEqual(['a', 'b', 'c']);
});

test('it fails instead of leaving out what cannot be read', async () => {
  const pages = [[row('a')], [row('b', { unreadable: { reason: 'the key is missing' } })]];
  await expect(list(clientOf(pages))).rejects.toMatchObject({ code: 'unreadable' });
});

test('it reads at most as many as a scan may read', async () => {
  const many = Array.from({ length: scimLimits.scan }, (_, at) => row(String(at)));
  expect(await list(clientOf([many]))).toHaveLength(scimLimits.scan);
  await expect(list(clientOf([many, [row('one more')]]))).rejects.toMatchObject({ code: 'too_many' });
});
