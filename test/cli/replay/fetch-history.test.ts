import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { fetchHistory } from '../../../src/cli/replay/fetch-history.ts';
import { clientOn } from '../../support/encryption.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});
afterAll(() => connection.close());

test('a history of several pages is complete', async () => {
  const client = Object.assign(clientOn(connection), { connection });
  const workflowId = randomUUID();
  // No worker polls this queue, so there are only the events of the start and the signals.
  const handle = await client.workflow.start('onboarding', { workflowId, taskQueue: workflowId });
  const signals = 300;
  await Promise.all(Array.from({ length: signals }, () => handle.signal('some-signal')));
  const one = { workflowId, runId: handle.firstExecutionRunId, type: 'onboarding' };
  const history = await fetchHistory(client, one, 10_000);
  expect(history?.events?.map(({ eventId }) => Number(eventId))).toEqual(
    Array.from({ length: signals + 2 }, (_event, index) => index + 1),
  );
  await handle.terminate();
});

test('a history that was deleted is none', async () => {
  const client = Object.assign(clientOn(connection), { connection });
  const gone = { workflowId: randomUUID(), runId: randomUUID(), type: 'onboarding' };
  expect(await fetchHistory(client, gone, 10_000)).toBeUndefined();
});
