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

/** Prints its PID and keeps running. With `exec`, because a signal to the shell alone would not reach a child `sleep`. */
const longRunning = `echo $$; exec sleep 600`;
const ignoresTerm = `trap '' TERM; echo $$; while true; do sleep 0.1; done`;

async function pidFromLog(): Promise<number> {
  return await vi.waitFor(async () => {
    const pid = Number(/^(\d+)\n/.exec(await readFile(logFile, 'utf8'))?.[1]);
    expect(pid).toBeGreaterThan(0);
    return pid;
  });
}

/** A zombie (state Z), which has ended but whose exit has not been read yet, is not alive. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await runCommand('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => undefined);
  return state !== undefined && !state.stdout.trim().startsWith('Z');
}

test('stops the child and reports how it ended', async () => {
  const child = await supervise('sh', ['-c', longRunning], { logFile });
  const pid = await pidFromLog();
  await child.stop();
  expect(await isAlive(pid)).toBe(false);
  expect(await child.exited).toBe('exit code 143');
});

test('kills a child that ignores SIGTERM', async () => {
  const child = await supervise('sh', ['-c', ignoresTerm], { logFile });
  const pid = await pidFromLog();
  await child.stop(300);
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await child.exited).toBe('SIGKILL');
});

test('reports a child that ends unasked', async () => {
  const child = await supervise('sh', ['-c', 'echo no; exit 7'], { logFile });
  expect(await child.exited).toBe('exit code 7');
  expect(await readFile(logFile, 'utf8')).toBe('no\n');
  await child.stop();
});

test('reports every child that ends immediately', async () => {
  const ends = Array.from({ length: 20 }, async () => (await supervise('true', [], { logFile })).exited);
  expect(new Set(await Promise.all(ends))).toEqual(new Set(['exit code 0']));
});

test('reports exit code 127 for a program that does not exist', async () => {
  const child = await supervise(join(folder, 'absent'), [], { logFile });
  expect(await child.exited).toBe('exit code 127');
});

test('starts the child in a new process group, so that Ctrl-C in the terminal does not reach it', async () => {
  const child = await supervise('sh', ['-c', `ps -o pgid= -p $$`], { logFile });
  await child.exited;
  expect(Number(await readFile(logFile, 'utf8'))).toBe(child.pid);
});

test('the child ends if its parent is killed with SIGKILL', async () => {
  const module = fileURLToPath(new URL('../../src/dev-server/supervise.ts', import.meta.url));
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { supervise } = await import(${JSON.stringify(module)});
     await supervise('sh', ['-c', ${JSON.stringify(longRunning)}], { logFile: ${JSON.stringify(logFile)} });
     console.log('started');`,
  ]);
  await once(createInterface(parent.stdout), 'line');
  const pid = await pidFromLog();
  expect(await isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});
