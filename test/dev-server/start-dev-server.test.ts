import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { runCommand } from '../../src/dev-server/run-command.ts';
import {
  type DevServer,
  type DevServerOptions,
  startDevServer,
} from '../../src/dev-server/start-dev-server.ts';

let folder: string;
let options: DevServerOptions;
const started: DevServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dev-server-'));
  options = {
    binary: inject('temporalBinary'),
    ip: '127.0.0.1',
    port: 0,
    namespace: 'default',
    searchAttributes: {},
    retentionDays: 30,
    logFile: join(folder, 'temporal.log'),
  };
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  await rm(folder, { recursive: true });
});

async function start(changes: Partial<DevServerOptions> = {}): Promise<DevServer> {
  const server = await startDevServer({ ...options, ...changes });
  started.push(server);
  return server;
}

async function withClient<T>(server: DevServer, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

async function retentionDays(server: DevServer): Promise<number> {
  return await withClient(server, async ({ connection }) => {
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
    return Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
  });
}

async function processes(): Promise<string> {
  return (await runCommand('ps', ['-A', '-o', 'args'])).stdout;
}

test('serves with its UI, keeps closed workflows for 30 days, and stops', async () => {
  const server = await start({ uiPort: 0 });
  expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
  expect(await retentionDays(server)).toBe(30);
  await server.stop();
  expect(await server.exited).toBe('exit code 0');
  await expect(fetch(server.uiUrl ?? '')).rejects.toThrow('fetch failed');
});

test('keeps open workflows after a kill -9, and adds new search attributes to an old database', async () => {
  const dbFile = join(folder, 'temporal.db');
  const first = await start({ dbFile });
  const taskQueue = 'no-workers';
  const workflowId = randomUUID();
  await withClient(first, (client) => client.workflow.start('waiting', { workflowId, taskQueue }));
  process.kill(-first.pid, 'SIGKILL');
  expect(await first.exited).toBe('SIGKILL');

  const second = await start({ dbFile, searchAttributes: { Colour: 'Keyword' }, retentionDays: 7 });
  await withClient(second, async (client) => {
    expect((await client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
    const colour = { key: defineSearchAttributeKey('Colour', 'KEYWORD'), value: 'blue' };
    await client.workflow.start('waiting', {
      workflowId: randomUUID(),
      taskQueue,
      typedSearchAttributes: [colour],
    });
    await expect.poll(async () => (await client.workflow.count(`Colour = 'blue'`)).count).toBe(1);
  });
  expect(await retentionDays(second), 'a longer retention stays as it is').toBe(30);
});

test('waits for a database that another process has locked', async () => {
  const dbFile = join(folder, 'locked.db');
  await (await start({ dbFile })).stop();
  const other = new DatabaseSync(dbFile);
  other.exec('BEGIN EXCLUSIVE');
  const logFile = join(folder, 'locked.log');
  const starting = start({ dbFile, logFile });
  await vi.waitFor(async () => expect(await readFile(logFile, 'utf8')).toContain('database is locked'), {
    timeout: 30_000,
    interval: 100,
  });
  other.exec('COMMIT');
  other.close();
  expect((await starting).address).toMatch(/^127/);
});

test('can be restarted at once after a kill -9 of the program, on the same port and database', async () => {
  const dbFile = join(folder, 'temporal.db');
  const module = fileURLToPath(new URL('../../src/dev-server/start-dev-server.ts', import.meta.url));
  const program = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { startDevServer } = await import(${JSON.stringify(module)});
     console.log((await startDevServer(${JSON.stringify({ ...options, dbFile, uiPort: 0 })})).address);`,
  ]);
  const [address] = (await once(createInterface(program.stdout), 'line')) as [string];
  program.kill('SIGKILL');
  const again = await start({ dbFile, port: Number(address.split(':')[1]) });
  expect(again.address).toBe(address);
});

test('reports a port in use with its number and setting, before anything is started', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const uiPortSetting = 'DEV_TEMPORAL_UI_PORT';
  await expect(start({ uiPort: port, uiPortSetting })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 (DEV_TEMPORAL_UI_PORT) is in use`,
  );
  other.close();
});

test('quotes the log of a server that ends while it starts', async () => {
  const dbFile = join(folder, 'absent', 'temporal.db');
  await expect(start({ dbFile })).rejects.toThrow(/did not start: exit code 1\b[^]*temporal\.log:\n.*absent/);
});

test('leaves no server behind if the start is aborted', async () => {
  const binary = join(folder, 'never-serves');
  await writeFile(binary, '#!/bin/sh\necho here; while true; do sleep 0.05; done\n', { mode: 0o755 });
  const controller = new AbortController();
  const starting = start({ binary, signal: controller.signal }).catch((error: unknown) => error);
  await expect.poll(() => readFile(options.logFile, 'utf8').catch(() => '')).toBe('here\n');
  controller.abort();
  expect(await starting).toMatchObject({ name: 'AbortError' });
  await expect.poll(processes).not.toContain(binary);
});
