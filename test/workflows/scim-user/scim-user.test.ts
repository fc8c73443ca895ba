import { afterAll, beforeAll, expect, test } from 'vitest';
import { userWorkflowId } from '../../../src/contract/scim/ids.ts';
import { refreshSignal } from '../../../src/contract/temporal/messages.ts';
import { user } from '../../people/user.ts';
import { executionsOf } from '../../support/executions.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';

let stack: Stack;
beforeAll(async () => (stack = await startStack()));
afterAll(() => stack.stop());

const awaitGroup = (id: string) =>
  until(
    'the first publication',
    () => stack.people.getUser(id),
    (read) => read?.access.state === 'awaiting_group',
  );

test('it continues as new after fifty writes with its memo and its search attributes', async () => {
  const { people, client } = stack;
  const { id } = await people.createUser(user('ada'));
  await awaitGroup(id);
  const { group } = await people.createGroup({ displayName: 'Developers', members: [id] });
  for (let at = 0; at < 60; at++) {
    await people.writeUser(id, ({ resource }) => ({ ...resource, title: String(at) }));
    // The new workers replay what they continue.
    if (at === 30) await stack.restart();
  }
  // What is published counts as well. It continues once the last update has returned.
  const executions = await until(
    'the next execution',
    () => executionsOf(client, userWorkflowId(id)),
    ({ length }) => length >= 2,
  );
  const continued = executions.map((one) => one.continued);
  expect(continued).toEqual([...continued.slice(1).map(() => true), false]);
  expect(await awaitGroup(id)).toMatchObject({
    version: 61,
    resource: { title: '59' },
    groups: [{ id: group.id }],
    access: { state: 'awaiting_group' },
  });
  expect(await people.findUsers({ externalId: 'external-ada' })).toHaveLength(1);
  await people.removeUser(id);
  await until(
    'the group without the user',
    () => people.getGroup(group.id, { members: true }),
    (read) => read?.memberCount === 0,
  );
});

test('it continues as new on request, and ignores a cancellation', async () => {
  const { people, client } = stack;
  const { id } = await people.createUser(user('bob'));
  await awaitGroup(id);
  const handle = client.workflow.getHandle(userWorkflowId(id));
  await handle.cancel();
  await handle.signal(refreshSignal);
  await until(
    'the next execution',
    () => executionsOf(client, userWorkflowId(id)),
    ({ length }) => length === 2,
  );
  expect(await people.getUser(id)).toMatchObject({ version: 1, resource: user('bob') });
});

test('a user whose workflow was cancelled in Temporal is removed like any other', async () => {
  const { people, client } = stack;
  const { id } = await people.createUser(user('dora'));
  await awaitGroup(id);
  const { group } = await people.createGroup({ displayName: 'Explorers', members: [id] });
  await client.workflow.getHandle(userWorkflowId(id)).cancel();
  await people.removeUser(id);
  expect(await people.getUser(id)).toBeUndefined();
  await until(
    'the group without the user',
    () => people.getGroup(group.id, { members: true }),
    (read) => read?.memberCount === 0,
  );
});

test('a user who is created again while the deletion is under way gets what the new wish asks for', async () => {
  const { people } = stack;
  const { id } = await people.createUser(user('carol'));
  await people.removeUser(id);
  await people.createUser(user('carol', { title: 'back' }));
  expect(await awaitGroup(id)).toMatchObject({ resource: { title: 'back' } });
});

test('IDs, search attributes and all that is kept reveal nothing about the user', async () => {
  const { people, client } = stack;
  const { id } = await people.createUser(user('wilhelmina', { displayName: 'Featherstone' }));
  await people.writeUser(id, ({ resource }) => ({ ...resource, userName: 'mina.private@example.com' }));
  const { group } = await people.createGroup({ displayName: 'Quokka keepers', members: [id] });
  await until(
    'the membership',
    () => people.getUser(id),
    (read) => read?.groups.length === 1,
  );
  const { workflowService, options } = client;
  const { executions } = await workflowService.listWorkflowExecutions({
    namespace: options.namespace,
    query: `TaskQueue = 'onboarding-${stack.organization}'`,
    pageSize: 100,
  });
  const ids = executions.map(({ execution }) => execution?.workflowId ?? '');
  expect(ids).toEqual(expect.arrayContaining([userWorkflowId(id), `scim-group-${group.id}`]));
  const histories = await Promise.all(
    ids.map((workflowId) =>
      workflowService.getWorkflowExecutionHistory({
        namespace: options.namespace,
        execution: { workflowId },
      }),
    ),
  );
  const texts = textsIn([executions, histories]);
  // Proves that the search works.
  expect(texts).toEqual(expect.arrayContaining([userWorkflowId(id), 'binary/encrypted']));
  const personal = /wilhelmina|featherstone|mina\.private|quokka|example\.com/i;
  expect(texts.filter((text) => personal.test(text))).toEqual([]);
});

/** Every text and every series of bytes in a value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
