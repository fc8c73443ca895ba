import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noProgress } from '../../src/contract/lib/progress.ts';
import type { RunCommand } from '../../src/dev-server/run-command.ts';
import { findTimeSkippingServer } from './find-time-skipping-server.ts';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'time-skipping-'));
});
afterEach(() => rm(cacheDir, { recursive: true }));

const find = (run: RunCommand) => findTimeSkippingServer({ cacheDir, run, progress: noProgress });

/** A machine with Java and Maven, which reaches temporal.download only if it is `online`. */
function machine(java: string, online = false): RunCommand {
  return async (command, args) => {
    if (command === process.execPath && online)
      await writeFile(join(args.at(-1) ?? '', 'server'), '', { mode: 0o755 });
    else if (command === process.execPath) throw new Error('cannot be reached');
    if (command === 'java') return { stdout: '', stderr: `openjdk version "${java}"` };
    if (command === 'mvn')
      await mkdir(args.find((word) => word.startsWith('-DoutputDirectory='))?.split('=')[1] ?? '');
    return { stdout: '', stderr: '' };
  };
}

const mustNotRun: RunCommand = (command) => Promise.reject(new Error(`${command} was run`));

test('tries the download first and keeps it', async () => {
  const path = expect.stringMatching(/temporal-test-server-[\d.]+$/);
  expect(await find(machine('17.0.1', true))).toEqual({ path });
  expect(await find(mustNotRun)).toEqual({ path });
  expect(await readdir(cacheDir)).toHaveLength(1);
});

test('fetches the jars with Maven if the download fails, and keeps them', async () => {
  const path = expect.stringMatching(/-jars\/run$/);
  expect(await find(machine('17.0.1'))).toEqual({ path });
  expect(await find(mustNotRun)).toEqual({ path });
  expect(await readdir(cacheDir)).toHaveLength(1);
});

test('two processes that fetch the jars at once both get them', async () => {
  const path = expect.stringMatching(/-jars\/run$/);
  expect(await Promise.all([find(machine('17.0.1')), find(machine('17.0.1'))])).toEqual([{ path }, { path }]);
});

test('returns the reasons if nothing works', async () => {
  expect(await find(machine('1.8.0_292'))).toEqual({
    reason: expect.stringMatching(/download: cannot be reached; with Maven: Java 1 is older than 11$/),
  });
  expect(await readdir(cacheDir)).toEqual([]);
});
