import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkTemporal } from '../../src/cli/doctor/check-temporal.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { requiredSearchAttributes } from '../../src/contract/temporal/search-attributes.ts';
import { type DevServer, startDevServer } from '../../src/dev-server/start-dev-server.ts';
import { oldestServer } from '../../src/contract/temporal/oldest-server.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { clientOn } from '../support/encryption.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { type Age, findServer, serverVersionOf } from './find-server.ts';

/** Until a server is built with Go. */
const buildTimeoutMs = 20 * 60_000;

/** More events than an execution has when it comes to its first rest, so that it continues as new wherever it rests. */
const suggestEarly = { 'limit.historyCount.suggestContinueAsNew': 6 };

test('the oldest server in the tests is the oldest that is supported', async () => {
  expect(minorOf(await serverVersionOf('oldest'))).toBe(minorOf(oldestServer));
});

const minorOf = (version: string) => version.split('.').slice(0, 2).join('.');

describe.each<Age>(['oldest', 'newest'])('on the %s Temporal server', (age) => {
  let folder: string;
  let server: DevServer;
  let connections: { readonly connection: Connection; readonly nativeConnection: NativeConnection };
  let stack: Stack;

  beforeAll(async () => {
    const binary = await findServer(age, loadConfig().local.cacheDir, createProgress(process.stderr));
    folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-servers-'));
    server = await startDevServer({
      binary,
      ip: '127.0.0.1',
      port: 0,
      namespace: 'default',
      searchAttributes: requiredSearchAttributes,
      retentionDays: 30,
      logFile: join(folder, 'temporal.log'),
      dynamicConfig: suggestEarly,
    });
    const { address } = server;
    connections = {
      connection: await Connection.connect({ address }),
      nativeConnection: await NativeConnection.connect({ address }),
    };
    const { connection, nativeConnection } = connections;
    stack = await startStack({
      watch: {},
      dialect: { invitationLifetimeMs: 4_000 },
      temporal: { client: clientOn(connection), nativeConnection, nowMs: async () => Date.now() },
    });
  }, buildTimeoutMs);

  afterAll(async () => {
    await stack?.stop();
    await connections?.nativeConnection.close();
    await connections?.connection.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    'a hire lets the first email expire, accepts the second, and gets access',
    { timeout: 120_000 },
    async () => {
      const { vultr, onboardings, client } = stack;
      const { id } = await stack.start();
      await stack.reached(id, 'awaiting_acceptance');
      await vultr.setDialect({ invitationLifetimeMs: 60_000 });
      const resent = await until(
        'the second email',
        () => onboardings.get(id),
        ({ invitation }) => invitation?.number === 2,
      );
      expect(await onboardings.command(id, 'hold', {}, { name: 'ops', requestId: 'hold' })).toMatchObject({
        state: 'on_hold',
      });
      await onboardings.command(id, 'resume', {}, { name: 'ops', requestId: 'resume' });
      await vultr.accept(resent.invitation?.id ?? '');
      await stack.reached(id, 'completed');
      expect(await vultr.counts()).toMatchObject({ mails: 2, groups: 1, attachments: 1, memberships: 1 });

      const personId = id.slice(0, id.lastIndexOf('.'));
      const types: string[] = [];
      for await (const { type } of client.workflow.list({ query: `WorkflowId = '${personId}'` }))
        types.push(type);
      // Several executions of the onboarding: it continued as new where it rested.
      expect(types.filter((type) => type === 'onboarding').length).toBeGreaterThan(1);

      const again = await onboardings.start(
        { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] },
        { name: 'hr' },
      );
      expect(again).toMatchObject({ outcome: 'existing', onboarding: { id, state: 'completed' } });
    },
  );

  test(
    'lists, counts and people can be read, and a cancelled hire is guarded',
    { timeout: 120_000 },
    async () => {
      const { onboardings } = stack;
      const { id } = await stack.start({ email: 'grace@example.com' });
      await stack.reached(id, 'awaiting_acceptance');
      const listed = await until(
        'the onboarding in the list',
        () => onboardings.list({ state: 'awaiting_acceptance', limit: 10 }),
        ({ items }) => items.length === 1,
      );
      expect(listed.items).toMatchObject([{ id }]);
      expect((await onboardings.countOpen()).get('awaiting_acceptance')).toBe(1);
      await onboardings.command(
        id,
        'cancel',
        { reason: 'the offer was withdrawn' },
        { name: 'ops', requestId: 'cancel' },
      );
      await stack.reached(id, 'guarding');
    },
  );

  test('doctor finds nothing that is missing', async () => {
    const client = createOrganizationClient(clientOn(connections.connection), stack.organization);
    const findings = await checkTemporal({ client, address: server.address });
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
