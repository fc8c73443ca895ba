import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/server.ts';
import {
  change,
  createSend,
  invite,
  join,
  type Json,
  onboard,
  organizationId,
  type Sim,
  startSimulator,
} from './harness.ts';

let folder: string;
let dataFile: string;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'simulator-'));
  dataFile = joinPath(folder, 'simulator.db');
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await rm(folder, { recursive: true, force: true });
});

/** Reads everything that a client and the invited people can read. */
async function readEverything({ send }: Pick<Sim, 'send'>): Promise<Json> {
  const paths = [
    '/v2/invitation',
    '/v2/users',
    '/v2/groups',
    '/v2/policies',
    '/__sim/mail',
    '/__sim/lifetimes',
  ];
  const groups = (await send('GET', '/v2/groups')).body.groups;
  const members = groups.map((group: Json) => `/v2/groups/${group.id}/members`);
  const responses = await Promise.all([...paths, ...members].map((path) => send('GET', path)));
  return responses.map(({ body }) => body);
}

test('the state survives a restart, including ids, order and keys', async () => {
  const sim = await startSimulator({ dataFile });
  const { user, policy, group } = await onboard(sim);
  await invite(sim, 'omar@example.com');
  await sim.send('DELETE', `/v2/policies/${policy}/groups/${group}`);
  await sim.send('POST', '/__sim/lifetimes', { emailSuffix: '@example.com', lifetimeMs: 1_000 });
  const before = await readEverything(sim);
  await sim.close();
  const again = await startSimulator({ dataFile });
  expect(await readEverything(again)).toEqual(before);
  expect((await again.send('GET', '/v2/users/me/groups', undefined, user.apiKey)).body.groups).toEqual([]);
  await invite(again, 'last@example.com');
  await again.close();
  const { send } = await startSimulator({ dataFile });
  expect((await send('GET', '/v2/invitation')).body.invites.at(-1).email_invited).toBe('last@example.com');
});

test('a suspension, and what a removed user had, survive a restart', async () => {
  const dialect = { reinvitedAccess: 'revived' } as const;
  const sim = await startSimulator({ dataFile, dialect });
  const { user } = await onboard(sim);
  const omar = await join(sim, 'omar@example.com');
  await change(sim, omar.id, 'suspend');
  await change(sim, user.id, 'remove');
  await sim.close();
  const again = await startSimulator({ dataFile, dialect });
  const organization = await organizationId(again);
  const { body } = await again.send('GET', `/v2/organizations/${organization}/suspended-users`);
  expect(body.users).toMatchObject([{ id: omar.id, date_suspended: '2026-06-01T12:00:00+00:00' }]);
  const { apiKey } = await join(again);
  const groups = await again.send('GET', '/v2/users/me/groups', undefined, apiKey);
  expect(groups.body.groups).toHaveLength(1);
});

test('a file from before suspensions had a date is still used', async () => {
  const sim = await startSimulator({ dataFile });
  const { id } = await join(sim);
  await change(sim, id, 'suspend');
  await sim.close();
  const db = new DatabaseSync(dataFile);
  const { changes } = db
    .prepare("UPDATE rows SET body = json_remove(body, '$.suspendedAt') WHERE kind = 'users' AND id = ?")
    .run(id);
  db.close();
  expect(changes).toBe(1);
  const again = await startSimulator({ dataFile });
  const path = `/v2/organizations/${await organizationId(again)}/suspended-users`;
  expect((await again.send('GET', path)).body.users).toMatchObject([{ id, date_suspended: null }]);
  expect(await change(again, id, 'unsuspend')).toBe(204);
});

/** Starts a simulator in its own process. */
async function spawnSimulator(): Promise<{ child: ChildProcess; send: Sim['send'] }> {
  const module = new URL('../../src/simulator/server.ts', import.meta.url).href;
  const program = `
    import { createSimulator } from ${JSON.stringify(module)};
    const dialect = { requestsPerSecond: 0 };
    const simulator = createSimulator({ dataFile: ${JSON.stringify(dataFile)}, dialect });
    console.log(await simulator.listen({ host: '127.0.0.1', port: 0 }));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, send: createSend(url) };
}

test('kill -9 during writes loses nothing that was acknowledged', async () => {
  const { child, send } = await spawnSimulator();
  const acknowledged: string[] = [];
  const writing = (async () => {
    for (let number = 0; ; number++) {
      const { body } = await send('POST', '/v2/groups', { display_name: `g${number}`, description: '' });
      acknowledged.push(body.id);
    }
  })().catch(() => 'killed');
  await expect.poll(() => acknowledged.length).toBeGreaterThan(50);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await writing).toBe('killed');

  const again = await spawnSimulator();
  const { body } = await again.send('GET', '/v2/groups?per_page=500');
  const kept = body.groups.map((group: Json) => group.id);
  // One more may have been written whose response was lost.
  expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged);
  expect(kept.length - acknowledged.length).toBeLessThanOrEqual(1);
});

describe('the error names what cannot be used in one line', () => {
  test('if the file is not a database', async () => {
    await writeFile(dataFile, 'this is not a database, and long enough to be looked at');
    expect(() => createSimulator({ dataFile })).toThrow(
      `The simulator cannot use its data file ${dataFile}: file is not a database.`,
    );
  });

  test('if the folder does not exist', () => {
    const missing = joinPath(folder, 'nosuch', 'simulator.db');
    expect(() => createSimulator({ dataFile: missing })).toThrow(
      `The simulator cannot use its data file ${missing}: unable to open database file.`,
    );
  });

  test('if another simulator uses the file', async () => {
    await spawnSimulator();
    expect(() => createSimulator({ dataFile })).toThrow(
      `The simulator cannot use its data file ${dataFile}: another process is using it.`,
    );
  });

  test('if the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const simulator = createSimulator();
    await expect(simulator.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await simulator.close();
    taken.close();
  });
});
