import { randomBytes, randomUUID } from 'node:crypto';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../../src/api/server.ts';
import { checkKeys } from '../../src/cli/doctor/check-keys.ts';
import type { EncryptionKeys } from '../../src/contract/config/encryption-key.ts';
import { invitationWatchIdFor, type WatchState } from '../../src/contract/temporal/invitation-watch.ts';
import { createApiMetrics } from '../../src/telemetry/api-metrics.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { testEncryptionKeys } from '../support/encryption.ts';
import { testIdKey } from '../support/id-key.ts';
import { startReceiver, type TestReceiver } from '../support/receiver.ts';
import { startStack, type Stack, type StackOptions } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { workflowIdOf } from '../support/executions.ts';
import { withStack } from '../support/with-stack.ts';

const silent = () => {};

const newKeys = (id: string): EncryptionKeys => [{ id, key: randomBytes(32) }];

type Api = ReturnType<typeof apiOf>;

/** The API of a stack's organization. */
function apiOf({ onboardings, offboardings }: Pick<Stack, 'onboardings' | 'offboardings'>) {
  const app = createServer({
    onboardings,
    offboardings,
    authenticate: async () => ({
      name: 'ops',
      label: 'ops',
      scopes: ['read', 'write', 'offboard', 'operate'],
    }),
    requestsPerSecond: 1_000,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    metrics: createApiMetrics({
      countOpen: () => onboardings.countOpen(),
      countHeld: async () => (await onboardings.getBrake()).held,
    }),
    checkOwnAccess: async () => [],
    version: '1.2.3',
  });
  const authorization = 'Bearer a-secret-of-an-operator';
  const send = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object) =>
    app.inject({ method, url, headers: { authorization }, ...(body === undefined ? {} : { payload: body }) });
  return {
    get: (url: string) => send('GET', url),
    post: (url: string, body?: object) => send('POST', url, body),
    send,
  };
}

type Schema = { readonly required?: readonly string[]; readonly properties?: Record<string, unknown> };

type Operation = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** A body that has what the schema requires. */
  readonly body: Record<string, string> | undefined;
  /** The query parameters that are required. An email is a valid value of each. */
  readonly query: string;
};

/** Every operation under `/v1` of the OpenAPI description. */
async function operationsOf(api: Api): Promise<Operation[]> {
  const { paths } = (await api.get('/openapi.json')).json<{
    paths: Record<string, Record<string, Record<string, unknown>>>;
  }>();
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody, parameters = [] }]) => {
        const { content } = (requestBody ?? {}) as { content?: Record<string, { schema: Schema }> };
        const required = content?.['application/json']?.schema.required ?? [];
        const queries = parameters as { in: string; name: string; required: boolean }[];
        return {
          method: method.toUpperCase() as Operation['method'],
          path,
          // An email is a valid value of every required text of a command.
          body: content && Object.fromEntries(required.map((name) => [name, 'eve@example.com'])),
          query: queries
            .filter((one) => one.in === 'query' && one.required)
            .map(({ name }) => `${name}=ada@example.com`)
            .join('&'),
        };
      }),
    );
}

const isForOne = ({ path }: Operation) => path.includes('{');

describe.each<[string, (organization: string) => EncryptionKeys]>([
  ['with the same encryption key', () => testEncryptionKeys],
  ['each with an encryption key of its own', newKeys],
])('two organizations in one namespace, %s', (_, keysFor) => {
  let receiver: TestReceiver;
  let stacks: [Stack, Stack];
  let own: { readonly api: Api; readonly ids: string[]; readonly onboardingId: string };
  let other: Api;
  let operations: Operation[];

  beforeAll(async () => {
    receiver = await startReceiver();
    const start = (name: string) =>
      startStack({ encryptionKeys: keysFor(name), webhooks: receiver.webhooks(['onboarding.invited']) });
    stacks = [await start('first'), await start('second')];
    const [first, second] = stacks;
    const { id: onboardingId } = await first.start();
    await first.reached(onboardingId, 'awaiting_acceptance');
    const [delivery] = await until(
      'the delivery in the list',
      async () => (await first.onboardings.listEvents({ status: 'delivered', limit: 50 })).items,
      ({ length }) => length === 1,
    );
    const leaver = { email: 'cyd@example.com', reason: 'Last working day' };
    const { offboarding } = await first.offboardings.order(leaver, { name: 'hr' });
    const ids = [onboardingId, workflowIdOf(onboardingId), offboarding.id, delivery?.id ?? ''];
    own = { api: apiOf(first), ids, onboardingId };
    other = apiOf(second);
    operations = await operationsOf(other);
  });
  afterAll(async () => {
    for (const stack of stacks) await stack.stop();
    receiver.stop();
  });

  test('every operation that takes an ID returns 404 for one of the other organization', async () => {
    const forOne = operations.filter(isForOne);
    expect(forOne.length).toBeGreaterThan(10);
    for (const { method, path, body } of forOne) {
      for (const id of own.ids) {
        const response = await other.send(method, path.replace(/\{\w+\}/, id), body);
        expect([path, response.statusCode, response.json().code]).toEqual([path, 404, 'not_found']);
      }
    }
    // None of them had an effect.
    expect(await stacks[0].onboardings.get(own.onboardingId)).toMatchObject({ state: 'awaiting_acceptance' });
    expect(receiver.received).toHaveLength(1);
  });

  test('no operation that lists, counts or looks up shows anything of the other organization', async () => {
    const reads = operations.filter((one) => one.method === 'GET' && !isForOne(one));
    expect(reads.length).toBeGreaterThan(2);
    let shown = 0;
    for (const read of reads) {
      const url = `${read.path}?${read.query}`;
      const response = await other.get(url);
      expect([read.path, response.statusCode]).toEqual([read.path, 200]);
      expect(response.body).not.toContain(own.onboardingId);
      const byOwner = await own.api.get(url);
      expect([read.path, byOwner.statusCode]).toEqual([read.path, 200]);
      if (byOwner.body.includes(own.onboardingId)) shown++;
    }
    // Otherwise the check above could not fail.
    expect(shown).toBeGreaterThan(1);
    expect((await other.get('/v1/events?status=delivered')).json().items).toEqual([]);
    expect((await own.api.get('/v1/events?status=delivered')).json().items).toHaveLength(1);
    expect([...(await stacks[1].onboardings.countOpen()).values()].every((count) => count === 0)).toBe(true);
    expect((await stacks[0].onboardings.countOpen()).get('awaiting_acceptance')).toBe(1);
  });

  test('the same person has an onboarding in each', async () => {
    const hire = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
    const plan = await other.post('/v1/onboardings:plan', { items: [hire] });
    expect(plan.json().items).toEqual([{ plan: 'invite' }]);
    const batch = await other.post('/v1/onboardings:batch', { items: [hire] });
    expect(batch.json().items).toEqual([{ status: 202, id: expect.any(String) }]);
    expect(batch.json().items[0].id).not.toBe(own.onboardingId);
  });

  test('the owner can send every one of these requests', async () => {
    for (const { method, path, body } of operations.filter(isForOne)) {
      const statuses = await Promise.all(
        own.ids.map(async (id) => (await own.api.send(method, path.replace(/\{\w+\}/, id), body)).statusCode),
      );
      // The state may not allow a command (409).
      const isServed = statuses.some((status) => [200, 202, 204, 409].includes(status));
      expect([method, path, isServed]).toEqual([method, path, true]);
    }
  });
});

/** A waiting onboarding whose key is gone, and the organization with another key. */
async function withLostKey(
  options: StackOptions,
  use: (stack: Stack, lostId: string) => Promise<void>,
): Promise<void> {
  const organization = randomUUID();
  let lostId = '';
  await withStack({ organization, encryptionKeys: newKeys('lost') }, async (stack) => {
    ({ id: lostId } = await stack.start({ email: 'lost@example.com', group: { name: 'Support' } }));
    await stack.reached(lostId, 'awaiting_acceptance');
  });
  await withStack({ ...options, organization, encryptionKeys: newKeys('present') }, async (stack) => {
    try {
      await use(stack, lostId);
    } finally {
      await stack.client.workflow.getHandle(workflowIdOf(lostId)).terminate();
    }
  });
}

describe('an onboarding whose encryption key was removed too early', () => {
  test('is listed as unreadable with the ID of its key, and breaks no other request', async () => {
    await withLostKey({}, async (stack, lostId) => {
      const api = apiOf(stack);
      const { id } = await stack.start();
      await stack.reached(id, 'awaiting_acceptance');
      const all = await until(
        'both in the list',
        async () => (await api.get('/v1/onboardings')).json(),
        ({ items }) => items?.length === 1,
      );
      expect(all).toMatchObject({ items: [{ id }], nextCursor: null });
      expect(all.unreadable).toEqual([
        {
          // Which onboarding of the person it is, only the key shows.
          id: workflowIdOf(lostId),
          state: 'awaiting_acceptance',
          step: 'awaitAcceptance',
          since: expect.any(String),
          encryptionKeyId: 'lost',
          reason: expect.stringContaining('ONBOARDING_ENCRYPTION_KEYS'),
        },
      ]);
      expect((await api.get('/v1/onboardings?state=awaiting_acceptance')).json().unreadable).toHaveLength(1);
      expect((await api.get('/v1/people')).json()).toMatchObject({
        items: [{ id: workflowIdOf(id) }],
        unreadable: all.unreadable,
      });
      expect((await api.get('/v1/onboardings?state=completed')).json()).toEqual({
        items: [],
        nextCursor: null,
      });

      for (const operation of (await operationsOf(api)).filter(isForOne)) {
        const { method, path, body } = operation;
        if (!path.startsWith('/v1/onboardings/')) continue;
        const response = await api.send(method, path.replace(/\{\w+\}/, lostId), body);
        expect([path, response.statusCode, response.json()]).toEqual([
          path,
          500,
          expect.objectContaining({ code: 'unreadable', detail: expect.stringContaining('"lost"') }),
        ]);
      }

      const group = { name: 'Developers' };
      const organization = createOrganizationClient(stack.client, stack.organization);
      expect(await checkKeys({ client: organization, idKey: testIdKey })).toContainEqual({
        level: 'error',
        text: `1 person cannot be decrypted: ${workflowIdOf(lostId)}`,
        remedy: expect.stringContaining('Add the key "lost" at the end of ONBOARDING_ENCRYPTION_KEYS'),
      });

      const items = ['lost', 'grace'].map((name) => ({
        email: `${name}@example.com`,
        group,
        policies: ['Provisioning'],
      }));
      const batch = (await api.post('/v1/onboardings:batch', { items })).json();
      expect(batch.items).toMatchObject([{ status: 500, problem: { code: 'unreadable' } }, { status: 202 }]);
      expect((await api.get('/v1/access?email=lost@example.com')).json()).toMatchObject({
        onboardingUnavailable: expect.stringContaining('"lost"'),
      });
    });
  });

  test('is skipped by the watch, which reports it and serves everyone else', async () => {
    const timings = { checkEveryMs: 30 * 60_000, invitationLifetimeMs: 30 * 60_000 };
    await withLostKey({ watch: {}, timings }, async (stack) => {
      const { client, organization, vultr, reached } = stack;
      const { id } = await stack.start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      const watch = client.workflow.getHandle(invitationWatchIdFor(organization));
      const state = await until(
        'two sweeps of the watch',
        async () => {
          const { raw } = await watch.describe();
          const payloads = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads;
          const [heartbeat] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
          return heartbeat as WatchState | undefined;
        },
        (heartbeat) => (heartbeat?.sweeps ?? 0) >= 2,
      );
      expect(state).toMatchObject({ unreadable: 1 });
      await vultr.accept(invitation?.id ?? '');
      expect((await reached(id, 'completed')).evidence).toBeDefined();
    });
  });
});
