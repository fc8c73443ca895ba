import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createHistoryStore } from '../../src/temporal/histories.ts';
import { clientOn } from '../support/encryption.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});
afterAll(() => connection.close());

test('a history of several pages is complete', async () => {
  const client = clientOn(connection);
  const workflowId = randomUUID();
  // No worker polls this queue, so there are only the events of the start and the signals.
  const handle = await client.workflow.start('onboarding', { workflowId, taskQueue: workflowId });
  const signals = 300;
  await Promise.all(Array.from({ length: signals }, () => handle.signal('some-signal')));
  const one = { workflowId, runId: handle.firstExecutionRunId };
  const history = await createHistoryStore(client).fetchHistory(one);
  expect(history?.events?.map(({ eventId }) => Number(eventId))).toEqual(
    Array.from({ length: signals + 2 }, (_event, index) => index + 1),
  );
  await handle.terminate();
});

test('a history that was deleted is none', async () => {
  const client = clientOn(connection);
  const gone = { workflowId: randomUUID(), runId: randomUUID() };
  const histories = createHistoryStore(client);
  expect(await histories.fetchHistory(gone)).toBeUndefined();
  await expect(histories.deleteExecution(gone)).resolves.toBeUndefined();
});
