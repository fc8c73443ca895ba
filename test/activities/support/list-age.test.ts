import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expect, test, vi } from 'vitest';
import { createSession, type VultrSession } from '../../../src/activities/support/session.ts';
import { createVultrError } from '../../../src/vultr/errors.ts';
import type { Group, VultrClient } from '../../../src/vultr/types.ts';
import { withSharedReads } from '../../../src/vultr/with-shared-reads.ts';
import { shortTimings } from '../../support/timings.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const group = { name: 'Developers', description: '' };
/** Longer than an attempt, and long enough to be kept. */
const listMs = 1_500;
const attemptMs = 1_000;

/** A Vultr whose list of groups takes longer than an attempt. Attempts follow each other as at Temporal. */
function given(create: () => Promise<undefined> = async () => undefined) {
  const list = vi.fn<() => Promise<Group[]>>(async () => {
    await sleep(listMs);
    return [];
  });
  const client = { invitations: {}, users: {}, policies: {}, groups: { list, create } };
  const vultr = withSharedReads(client as unknown as VultrClient, () => false);
  let heartbeatDetails: unknown;
  const attempt = async (number: number, work: (session: VultrSession) => Promise<unknown>) => {
    const environment = new MockActivityEnvironment(
      { attempt: number, startToCloseTimeoutMs: attemptMs, heartbeatDetails },
      { logger },
    );
    environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
    try {
      await environment.run(() => work(createSession(vultr, shortTimings)));
      return 'done';
    } catch (error) {
      if (error instanceof ApplicationFailure) return error.type;
      throw error;
    }
  };
  return { list, attempt };
}

async function readThenWrite(session: VultrSession) {
  await session.groups.list();
  await session.groups.create(group);
}

async function writeThenRead(session: VultrSession) {
  await session.groups.create(group);
  await session.groups.list();
}

const readGroups = (session: VultrSession) => session.groups.list();

test('an attempt that waits for a long list gives up before the list is read, and the next one gets it', async () => {
  const { list, attempt } = given();
  const startedAtMs = performance.now();
  expect(await attempt(1, readGroups)).toBe('attempt_out_of_time');
  expect(performance.now() - startedAtMs).toBeLessThan(listMs);
  expect(await attempt(2, readGroups)).toBe('done');
  expect(list).toHaveBeenCalledTimes(1);
});

test('an attempt that has no time left to write hands its lists to the next one', async () => {
  const outcomes = ['out_of_time', undefined] as const;
  let writes = 0;
  const { list, attempt } = given(async () => {
    const kind = outcomes[writes++];
    if (kind === undefined) return undefined;
    const request = { method: 'POST', path: '/v2/groups', template: '/v2/groups' } as const;
    throw createVultrError(request, kind, 'not sent', { neverSent: true });
  });
  expect(await attempt(1, readThenWrite)).toBe('attempt_out_of_time');
  expect(await attempt(2, readThenWrite)).toBe('attempt_out_of_time');
  expect(await attempt(3, readThenWrite)).toBe('done');
  expect([list.mock.calls.length, writes]).toEqual([1, 2]);
});

test('after a write, only what is read afterwards counts', async () => {
  const { list, attempt } = given();
  await attempt(1, readGroups);
  expect(await attempt(2, writeThenRead)).toBe('attempt_out_of_time');
  // Nor does the attempt that follows one which has written.
  expect(await attempt(3, readGroups)).toBe('attempt_out_of_time');
  await vi.waitFor(() => expect(list.mock.calls.length).toBeGreaterThan(1), 5_000);
});

test('an attempt that does not follow directly reads for itself, because others may have written between', async () => {
  const { list, attempt } = given();
  await attempt(1, readGroups);
  expect(await attempt(3, readGroups)).toBe('attempt_out_of_time');
  await vi.waitFor(() => expect(list.mock.calls.length).toBeGreaterThan(1), 5_000);
});
