import { randomBytes, randomUUID } from 'node:crypto';
import { type Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { commandUpdate, refreshSignal } from '../../src/contract/temporal/messages.ts';
import { groupAttribute } from '../../src/contract/temporal/search-attributes.ts';
import type { ExecuteActivityInput } from '../../src/contract/temporal/one-shot-activities.ts';
import { workflows } from '../../src/contract/temporal/workflow-definitions.ts';
import { activityClient } from '../../src/temporal/activity-client.ts';
import type { Execution } from '../../src/temporal/execution.ts';
import { createOrganizationClient, type OrganizationClient } from '../../src/temporal/organization-client.ts';
import {
  allOf,
  anyOf,
  type Condition,
  hasStatus,
  hasType,
  hasValue,
  startedBefore,
  startedSince,
} from '../../src/temporal/visibility-query.ts';
import { clientOn } from '../support/encryption.ts';
import { until } from '../support/until.ts';
import { workflowIdOf } from '../support/executions.ts';
import { stackForTest } from '../support/with-stack.ts';

let connection: Connection;
let client: Client;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  client = clientOn(connection);
});
afterAll(() => connection.close());

const newOrganization = () => createOrganizationClient(client, randomUUID());

/** Starts a workflow that no worker runs, with a group as its search attribute. Returns its ID. */
async function startOne(organization: OrganizationClient, group = 'Developers'): Promise<string> {
  const workflowId = randomUUID();
  await organization.start(workflows.executeActivity, {
    workflowId,
    args: [{} as ExecuteActivityInput],
    memo: { group },
    typedSearchAttributes: [{ key: groupAttribute, value: group }],
  });
  return workflowId;
}

async function list(organization: OrganizationClient, condition: Condition): Promise<Execution[]> {
  const found: Execution[] = [];
  for await (const one of organization.listAll(condition)) found.push(one);
  return found;
}

const anything = hasType(workflows.executeActivity);

describe('the client of an organization', () => {
  test('finds its own executions, and those of no other organization', async () => {
    const [ours, theirs] = [newOrganization(), newOrganization()];
    const id = await startOne(ours);
    await until(
      'the execution in the list',
      () => list(ours, anything),
      ({ length }) => length === 1,
    );
    expect(await ours.describe(id)).toMatchObject({ workflowId: id, memo: { group: 'Developers' } });
    expect(await ours.count(anything)).toBe(1);

    await expect(theirs.describe(id)).rejects.toThrow(WorkflowNotFoundError);
    expect(await list(theirs, anything)).toEqual([]);
    expect(await theirs.count(anything)).toBe(0);
    // Whatever the condition, the organization applies to all of it.
    const either = anyOf(anything, hasStatus('Running'));
    expect(await list(theirs, either)).toEqual([]);
    expect(await theirs.count(either)).toBe(0);
  });

  test('does not find an ID that does not exist', async () => {
    await expect(newOrganization().describe(randomUUID())).rejects.toThrow(WorkflowNotFoundError);
  });

  test('selects by exactly the values that it is given', async () => {
    const organization = newOrganization();
    const groups = [
      "R'n'D",
      '`ticks` %_',
      "x' OR WorkflowType = 'executeActivity' OR '1' = 'x",
      '%',
      'Größe 字',
    ];
    const ids = new Map<string, string>();
    for (const group of groups) ids.set(group, await startOne(organization, group));
    await until(
      'all in the list',
      () => organization.count(anything),
      (count) => count === groups.length,
    );
    const idsIn = async (...values: readonly string[]) =>
      (await list(organization, hasValue(groupAttribute, ...values))).map(({ workflowId }) => workflowId);
    for (const group of groups) expect([group, await idsIn(group)]).toEqual([group, [ids.get(group)]]);
    expect(new Set(await idsIn(...groups))).toEqual(new Set(ids.values()));
    expect(await organization.count(allOf(anything, hasValue(groupAttribute, 'none')))).toBe(0);
  });

  test.each(['Back\\slash', "\\' OR '1' = '1", "'", "it's'", 'say "x"', 'two\nlines'])(
    'refuses a value that servers read in different ways: %j',
    (value) => {
      expect(() => hasValue(groupAttribute, value)).toThrow(/cannot search/);
    },
  );

  test('selects by the time of the start', async () => {
    const organization = newOrganization();
    const first = await organization.describe(await startOne(organization));
    const second = await organization.describe(await startOne(organization));
    await until(
      'both in the list',
      () => organization.count(anything),
      (count) => count === 2,
    );
    const idsOf = async (condition: Condition) =>
      (await list(organization, condition)).map(({ workflowId }) => workflowId);
    expect(second.startTime.getTime()).toBeGreaterThan(first.startTime.getTime());
    expect(await idsOf(allOf(anything, startedBefore(second.startTime)))).toEqual([first.workflowId]);
    expect(await idsOf(allOf(anything, startedSince(second.startTime)))).toEqual([second.workflowId]);
  });

  test('signals an execution that it has found, while that is open', async () => {
    const organization = newOrganization();
    const id = await startOne(organization);
    const found = await organization.describe(id);
    await organization.signal(found, refreshSignal);
    const handle = client.workflow.getHandle(id);
    const { events } = await handle.fetchHistory();
    expect(events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName)).toContain(
      'refresh',
    );
    await handle.terminate();
    await expect(organization.signal(found, refreshSignal)).rejects.toThrow(WorkflowNotFoundError);
  });

  test('reads a list page by page', async () => {
    const organization = newOrganization();
    const ids = [await startOne(organization), await startOne(organization), await startOne(organization)];
    await until(
      'all in the list',
      () => organization.count(anything),
      (count) => count === 3,
    );
    const first = await organization.listPage(anything, { size: 2 });
    const second = await organization.listPage(anything, { size: 2, token: first.nextPageToken });
    const found = [...first.executions, ...second.executions].map(({ workflowId }) => workflowId);
    expect(found.toSorted()).toEqual(ids.toSorted());
    expect(second.nextPageToken).toHaveLength(0);
    const all: string[] = [];
    for await (const { workflowId } of organization.listAll(anything, { size: 1 })) all.push(workflowId);
    expect(all.toSorted()).toEqual(ids.toSorted());
  });

  test.each([
    ['a key that is missing', [{ id: 'other', key: randomBytes(32) }] as const, /"test".*Add that key/],
    ['another key of the same name', [{ id: 'test', key: randomBytes(32) }] as const, /different names/],
  ])('describes and lists what cannot be decrypted, with %s', async (_, keys, reason) => {
    const writer = newOrganization();
    const id = await startOne(writer);
    const reader = createOrganizationClient(clientOn(connection, keys), writer.organization);
    const unreadable = { encryptionKeyId: 'test', reason: expect.stringMatching(reason) };
    const described = await reader.describe(id);
    expect(described).toMatchObject({ workflowId: id, memo: {}, unreadable });
    expect(described.typedSearchAttributes.get(groupAttribute)).toBe('Developers');
    const readable = randomUUID();
    await reader.start(workflows.executeActivity, {
      workflowId: readable,
      args: [{} as ExecuteActivityInput],
      memo: { group: 'Support' },
    });
    const found = await until(
      'both in the list',
      () => list(reader, anything),
      ({ length }) => length === 2,
    );
    expect(found.find(({ workflowId }) => workflowId === id)).toMatchObject({ unreadable });
    expect(found.find(({ workflowId }) => workflowId === readable)).toMatchObject({
      memo: { group: 'Support' },
    });
  });

  test('sends updates and signals to an execution that it has described', async () => {
    const stack = await stackForTest();
    const organization = createOrganizationClient(stack.client, stack.organization);
    const { id } = await stack.start();
    await stack.reached(id, 'awaiting_acceptance');
    const execution = await organization.describe(workflowIdOf(id));
    const hold = commandUpdate('hold');
    const update = await execution.startUpdate(hold, { args: [{ by: 'ops' }], updateId: 'one' });
    expect(await update.result()).toMatchObject({ state: 'on_hold' });
  });
});

function inActivity(taskQueue: string): Promise<OrganizationClient> {
  return new MockActivityEnvironment({ taskQueue }, { client }).run(async () => activityClient());
}

describe('the client of an activity', () => {
  test.each(['onboarding-example', 'vultr-example'])(
    'is that of the organization whose task queue it runs on: %s',
    async (taskQueue) => {
      expect((await inActivity(taskQueue)).organization).toBe('example');
    },
  );

  test('does not exist on a task queue of anything else', async () => {
    await expect(inActivity('example')).rejects.toThrow('example is not the task queue of an organization');
  });
});
