import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/server.ts';
import { invite, type Json, onboard, sender, type Sim, startSim } from './harness.ts';

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

/** Everything that a client and the invited people can read. */
async function everything({ send }: Pick<Sim, 'send'>): Promise<Json> {
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
  const answers = await Promise.all([...paths, ...members].map((path) => send('GET', path)));
  return answers.map(({ body }) => body);
}

test('the state is there again after a restart, ids, order and keys included', async () => {
  const sim = await startSim({ dataFile });
  const { user, policy, group } = await onboard(sim);
  await invite(sim, 'omar@example.com');
  await sim.send('DELETE', `/v2/policies/${policy}/groups/${group}`);
  await sim.send('POST', '/__sim/lifetimes', { emailSuffix: '@example.com', lifetimeMs: 1_000 });
  const before = await everything(sim);
  await sim.close();
  const again = await startSim({ dataFile });
  expect(await everything(again)).toEqual(before);
  expect((await again.send('GET', '/v2/users/me/groups', undefined, user.apiKey)).body.groups).toEqual([]);
  await invite(again, 'last@example.com');
  await again.close();
  const { send } = await startSim({ dataFile });
  expect((await send('GET', '/v2/invitation')).body.invites.at(-1).email_invited).toBe('last@example.com');
});

/** A simulator in a process of its own. */
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
  return { child, send: sender(url) };
}

test('kill -9 in the middle of writing loses nothing that was answered', async () => {
  const { child, send } = await spawnSimulator();
  const answered: string[] = [];
  const writing = (async () => {
    for (let number = 0; ; number++) {
      const { body } = await send('POST', '/v2/groups', { display_name: `g${number}`, description: '' });
      answered.push(body.id);
    }
  })().catch(() => 'killed');
  await expect.poll(() => answered.length).toBeGreaterThan(50);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await writing).toBe('killed');

  const again = await spawnSimulator();
  const { body } = await again.send('GET', '/v2/groups?per_page=500');
  const kept = body.groups.map((group: Json) => group.id);
  // One more may have been written whose answer was cut off.
  expect(kept.slice(0, answered.length)).toEqual(answered);
  expect(kept.length - answered.length).toBeLessThanOrEqual(1);
});

describe('what cannot be used is one line that names it', () => {
  test('a file of something else', async () => {
    await writeFile(dataFile, 'this is not a database, and long enough to be looked at');
    expect(() => createSimulator({ dataFile })).toThrow(
      `The simulator cannot use its data file ${dataFile}: file is not a database.`,
    );
  });

  test('a folder that is not there', () => {
    const missing = joinPath(folder, 'nosuch', 'simulator.db');
    expect(() => createSimulator({ dataFile: missing })).toThrow(
      `The simulator cannot use its data file ${missing}: unable to open database file.`,
    );
  });

  test('a file that another simulator uses', async () => {
    await spawnSimulator();
    expect(() => createSimulator({ dataFile })).toThrow(
      `The simulator cannot use its data file ${dataFile}: another process uses it.`,
    );
  });

  test('a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const simulator = createSimulator();
    await expect(simulator.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await simulator.close();
    taken.close();
  });
});
