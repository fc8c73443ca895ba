import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { testEncryptionKeys } from '../support/encryption.ts';
import { createClient } from '../../src/temporal/connect.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';

const request = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
const hr = { name: 'hr' };

function runsAt(address: string): { runs: Onboardings; client: Client; connection: Connection } {
  const client = createClient(loadConfig({ TEMPORAL_ADDRESS: address }).temporal, testEncryptionKeys);
  const settings = {
    organization: randomUUID(),
    idKey: 'k'.repeat(32),
    maxInvitations: 5,
    timings: shortTimings,
  };
  return { runs: createOnboardings(client, settings), client, connection: client.connection };
}

describe('with no worker running', () => {
  let runs: Onboardings;
  let client: Client;
  let connection: Connection;

  beforeEach(() => {
    ({ runs, client, connection } = runsAt(inject('temporalAddress')));
  });
  afterEach(() => connection.close());

  test('an onboarding is started and can be read', async () => {
    const { outcome, run } = await runs.start(request, hr);
    expect(outcome).toBe('started');
    expect(await runs.get(run.id)).toMatchObject({ id: run.id, state: 'checking', email: 'ada@example.com' });
  });

  test('the same request finds the open onboarding; different content is a conflict', async () => {
    const { run } = await runs.start(request, hr);
    const again = await runs.start({ ...request, email: 'Ada@Example.com' }, hr);
    expect(again).toMatchObject({ outcome: 'existing', run: { id: run.id } });
    await expect(runs.start({ ...request, policies: ['DNS'] }, hr)).rejects.toMatchObject({
      code: 'open_onboarding_conflict',
    });
  });

  test('ten requests at once start one onboarding', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => runs.start(request, hr)));
    expect(outcomes.filter(({ outcome }) => outcome === 'started')).toHaveLength(1);
  });

  test('an Idempotency-Key with different content is refused; with the same content it finds even an ended onboarding', async () => {
    const caller = { name: 'hr', idempotencyKey: 'monday' };
    const { run } = await runs.start(request, caller);
    await expect(runs.start({ ...request, policies: ['DNS'] }, caller)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    await client.workflow.getHandle(run.id).terminate();
    expect(await runs.start(request, caller)).toMatchObject({
      outcome: 'existing',
      run: { state: 'cancelled' },
    });
    expect(await runs.start(request, hr)).toMatchObject({ outcome: 'started' });
  });

  test('an onboarding that was terminated from outside reads as cancelled', async () => {
    const { run } = await runs.start(request, hr);
    await client.workflow.getHandle(run.id).terminate();
    expect(await runs.get(run.id)).toMatchObject({
      state: 'cancelled',
      nextStep: expect.stringContaining('terminated'),
    });
    await until(
      'the list',
      async () => (await runs.list({ state: 'cancelled', limit: 100 })).items.map(({ id }) => id),
      (ids) => ids.includes(run.id),
    );
  });

  test('a list is paged by a cursor, each onboarding once', async () => {
    const people = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}-${randomUUID()}@example.com`);
    for (const email of people) await runs.start({ ...request, email }, hr);
    const all = async () => {
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await runs.list({ state: 'checking', limit: 2, ...(cursor ? { cursor } : {}) });
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
    await expect(runs.list({ limit: 2, cursor: 'bm90IGEgdG9rZW4' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });

  test('a command reports that no worker responds', async () => {
    const { run } = await runs.start(request, hr);
    await expect(runs.command(run.id, 'check', {}, { name: 'ops', requestId: 'one' })).rejects.toMatchObject({
      code: 'worker_unavailable',
    });
  });

  test('an unknown ID, or one that is not an onboarding, is not found', async () => {
    await expect(runs.get(`onboarding-${'0'.repeat(32)}`)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('without Temporal, every call says so within five seconds', () => {
  const calls: [string, (runs: Onboardings) => Promise<unknown>][] = [
    ['start', (runs) => runs.start(request, hr)],
    ['get', (runs) => runs.get('onboarding-0')],
    ['list', (runs) => runs.list({ limit: 1 })],
    ['command', (runs) => runs.command('onboarding-0', 'check', {}, { name: 'ops', requestId: 'one' })],
    ['reportAccess', (runs) => runs.reportAccess('ada@example.com')],
    ['ping', (runs) => runs.ping()],
  ];

  test.each(calls)('%s, if nothing listens', async (_name, call) => {
    const { runs, connection } = runsAt('127.0.0.1:1');
    const startedAt = performance.now();
    await expect(call(runs)).rejects.toMatchObject({ code: 'temporal_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await connection.close();
  });

  test('get, if a server listens and never responds', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { runs, connection } = runsAt(`127.0.0.1:${(silent.address() as { port: number }).port}`);
    const startedAt = performance.now();
    await expect(runs.get('onboarding-0')).rejects.toMatchObject({ code: 'temporal_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await connection.close();
    silent.close();
  });
});
