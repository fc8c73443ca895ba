import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runCommand } from '../../src/dev-server/run-command.ts';
import { supervise } from '../../src/dev-server/supervise.ts';

let folder: string;
let logFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervise-'));
  logFile = join(folder, 'child.log');
});
afterEach(() => rm(folder, { recursive: true }));

/** Says its process id and then lives on; a `sleep` of its own would not hear a signal sent to the shell alone. */
const living = `echo $$; exec sleep 600`;
const deaf = `trap '' TERM; echo $$; while true; do sleep 0.1; done`;

async function pidFromLog(): Promise<number> {
  return await vi.waitFor(async () => {
    const pid = Number(/^(\d+)\n/.exec(await readFile(logFile, 'utf8'))?.[1]);
    expect(pid).toBeGreaterThan(0);
    return pid;
  });
}

/** A process that has ended and that nobody has asked about yet (state Z) is not alive. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await runCommand('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => undefined);
  return state !== undefined && !state.stdout.trim().startsWith('Z');
}

test('stop ends the child and says how it ended', async () => {
  const child = await supervise('sh', ['-c', living], { logFile });
  const pid = await pidFromLog();
  await child.stop();
  expect(await isAlive(pid)).toBe(false);
  expect(await child.exited).toBe('exit code 143');
});

test('a child that does not hear SIGTERM is killed', async () => {
  const child = await supervise('sh', ['-c', deaf], { logFile });
  const pid = await pidFromLog();
  await child.stop(300);
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await child.exited).toBe('SIGKILL');
});

test('a child that ends by itself is heard of', async () => {
  const child = await supervise('sh', ['-c', 'echo no; exit 7'], { logFile });
  expect(await child.exited).toBe('exit code 7');
  expect(await readFile(logFile, 'utf8')).toBe('no\n');
  await child.stop();
});

test('children that end at once are all heard of', async () => {
  const ends = Array.from({ length: 20 }, async () => (await supervise('true', [], { logFile })).exited);
  expect(new Set(await Promise.all(ends))).toEqual(new Set(['exit code 0']));
});

test('a program that is not there ends with 127', async () => {
  const child = await supervise(join(folder, 'absent'), [], { logFile });
  expect(await child.exited).toBe('exit code 127');
});

test('the child hears no Ctrl-C of the terminal: it is in a process group of its own', async () => {
  const child = await supervise('sh', ['-c', `ps -o pgid= -p $$`], { logFile });
  await child.exited;
  expect(Number(await readFile(logFile, 'utf8'))).toBe(child.pid);
});

test('the child ends when its parent is killed with SIGKILL', async () => {
  const module = fileURLToPath(new URL('../../src/dev-server/supervise.ts', import.meta.url));
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { supervise } = await import(${JSON.stringify(module)});
     await supervise('sh', ['-c', ${JSON.stringify(living)}], { logFile: ${JSON.stringify(logFile)} });
     console.log('started');`,
  ]);
  await once(createInterface(parent.stdout), 'line');
  const pid = await pidFromLog();
  expect(await isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});
