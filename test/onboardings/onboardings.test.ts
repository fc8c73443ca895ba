import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { until } from '../support/until.ts';
import { hr, onboardingsAt, request } from './onboardings-at.ts';
import { workflowIdOf } from '../support/executions.ts';

describe('with no worker running', () => {
  let onboardings: Onboardings;
  let client: Client;
  let connection: Connection;

  beforeEach(() => {
    ({ onboardings, client, connection } = onboardingsAt(inject('temporalAddress')));
  });
  afterEach(() => connection.close());

  test('an onboarding that was terminated from outside reads as cancelled', async () => {
    const { onboarding: run } = await onboardings.start(request, hr);
    await client.workflow.getHandle(workflowIdOf(run.id)).terminate();
    expect(await onboardings.get(run.id)).toMatchObject({
      state: 'cancelled',
      nextStep: expect.stringContaining('terminated'),
    });
    await until(
      'the list',
      async () => (await onboardings.list({ state: 'cancelled', limit: 100 })).items.map(({ id }) => id),
      (ids) => ids.includes(run.id),
    );
  });

  test('people are counted by state, and listed by the exact name of their group', async () => {
    const group = { name: `Öl & Söhne’s ${randomUUID()}` };
    const counted = async () => (await onboardings.countPeople()).get('checking') ?? 0;
    const { onboarding: run } = await onboardings.start({ ...request, group }, hr);
    await until('the count', counted, (count) => count === 1);
    expect((await onboardings.countPeople()).get('needs_attention')).toBe(0);
    const idsIn = async (name: string) =>
      (await onboardings.list({ group: name, limit: 10 })).items.map(({ id }) => id);
    expect(await idsIn(group.name)).toEqual([run.id]);
    expect(await idsIn(group.name.slice(1))).toEqual([]);
    await expect(idsIn('a "quoted" name')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('a person who was onboarded again after that is listed once', async () => {
    const email = `again-${randomUUID()}@example.com`;
    const { onboarding: lost } = await onboardings.start({ ...request, email }, hr);
    const personId = workflowIdOf(lost.id);
    await client.workflow.getHandle(personId).terminate();
    const { onboarding: again } = await onboardings.start({ ...request, email, rehire: true }, hr);
    await until(
      'both executions in the list',
      async () => (await client.workflow.count(`WorkflowId = '${personId}'`)).count,
      (count) => count === 2,
    );
    const { items } = await onboardings.list({ email, limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([again.id]);
    const people = await onboardings.listPeople({ email, limit: 10 });
    expect(people.items.map(({ id }) => id)).toEqual([personId]);
  });

  test('a list is paged by a cursor, each onboarding once', async () => {
    const people = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}-${randomUUID()}@example.com`);
    for (const email of people) await onboardings.start({ ...request, email }, hr);
    const all = async () => {
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await onboardings.list({ state: 'checking', limit: 2, ...(cursor ? { cursor } : {}) });
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ email }) => email));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return seen.filter((email) => people.includes(email));
    };
    const seen = await until('all five', all, (emails) => emails.length >= 5);
    expect(seen.toSorted()).toEqual(people);
  });

  test('a foreign cursor is refused', async () => {
    await expect(onboardings.list({ limit: 2, cursor: 'bm90IGEgdG9rZW4' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });

  test('a command reports that no worker responds', async () => {
    const { onboarding: run } = await onboardings.start(request, hr);
    await expect(
      onboardings.command(run.id, 'check', {}, { name: 'ops', requestId: 'one' }),
    ).rejects.toMatchObject({
      code: 'worker_unavailable',
    });
  });

  test('an unknown ID, or one that is not an onboarding, is not found', async () => {
    await expect(onboardings.get(`person-${'0'.repeat(32)}.1`)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('without Temporal, every call says so within five seconds', () => {
  const calls: [string, (onboardings: Onboardings) => Promise<unknown>][] = [
    ['start', (onboardings) => onboardings.start(request, hr)],
    ['get', (onboardings) => onboardings.get('onboarding-0')],
    ['list', (onboardings) => onboardings.list({ limit: 1 })],
    [
      'command',
      (onboardings) => onboardings.command('onboarding-0', 'check', {}, { name: 'ops', requestId: 'one' }),
    ],
    ['reportAccess', (onboardings) => onboardings.reportAccess('ada@example.com')],
    ['ping', (onboardings) => onboardings.ping()],
  ];

  test.each(calls)('%s, if nothing listens', async (_name, call) => {
    const { onboardings, connection } = onboardingsAt('127.0.0.1:1');
    const startedAt = performance.now();
    await expect(call(onboardings)).rejects.toMatchObject({ code: 'temporal_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await connection.close();
  });

  test('get, if a server listens and never responds', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { onboardings, connection } = onboardingsAt(
      `127.0.0.1:${(silent.address() as { port: number }).port}`,
    );
    const startedAt = performance.now();
    await expect(onboardings.get('onboarding-0')).rejects.toMatchObject({ code: 'temporal_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await connection.close();
    silent.close();
  });
});
