import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noProgress } from '../../src/contract/lib/progress.ts';
import { StartError } from '../../src/contract/lib/start-error.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import type { RunCommand } from '../../src/dev-server/run-command.ts';
import { cliModuleDir, readPins } from '../../src/dev-server/versions.ts';

const pins = await readPins(cliModuleDir);
const versionOutput = `temporal version ${pins.cli} (Server 1.31.2, UI 2.50.1)`;

let cacheDir: string;
let target: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'find-temporal-'));
  target = join(cacheDir, `temporal-${pins.cli}`);
});
afterEach(() => rm(cacheDir, { recursive: true }));

/** A fake machine: the output of each program, and which programs were called. A file in the cache prints its content. */
function machine(programs: {
  readonly onPath?: string;
  readonly download?: (folder: string) => Promise<void>;
  readonly go?: string;
  readonly build?: (output: string) => Promise<void>;
}) {
  const called: string[] = [];
  const run: RunCommand = async (command, args) => {
    const line = [command, ...args];
    if (command === 'temporal') return output('PATH', programs.onPath);
    if (command.startsWith(cacheDir)) return output('cache', await readFile(command, 'utf8').catch(() => {}));
    if (command === process.execPath) {
      if (programs.download === undefined) throw new Error('temporal.download cannot be reached');
      await programs.download(line.at(-1) ?? '');
      return output('download', '');
    }
    if (line.includes('version')) return output('go version', programs.go);
    if (line.includes('list')) return output('go list', 'a\nb\nc');
    if (line.includes('build')) {
      await programs.build?.(line[line.indexOf('-o') + 1] ?? '');
      return output('go build', '');
    }
    throw new Error(`unexpected command: ${line.join(' ')}`);
  };
  function output(name: string, stdout: string | void) {
    if (called.at(-1) !== name) called.push(name);
    if (stdout === undefined) throw new Error(`${name} not found`);
    return { stdout, stderr: '' };
  }
  return { run, called };
}

const newGo = `go version go${pins.go} linux/amd64`;
const build = (output: string) => writeFile(output, versionOutput);

test('uses the CLI on the PATH without looking any further', async () => {
  const { run, called } = machine({ onPath: versionOutput });
  expect(await findTemporal({ cacheDir, run })).toBe('temporal');
  expect(called).toEqual(['PATH']);
});

test.each([
  ['is too old', 'temporal version 1.2.0 (Server 1.26.2, UI 2.34.0)'],
  ['is another program', 'temporal 3.1: a calendar'],
  ['is absent', undefined],
])('uses the CLI in the cache if the one on the PATH %s', async (_, onPath) => {
  await writeFile(target, versionOutput);
  const { run, called } = machine(onPath === undefined ? {} : { onPath });
  expect(await findTemporal({ cacheDir, run })).toBe(target);
  expect(called).toEqual(['PATH', 'cache']);
});

test('downloads into the cache and leaves nothing else there', async () => {
  const { run, called } = machine({
    download: (folder) => writeFile(join(folder, 'temporal-x'), versionOutput),
  });
  expect(await findTemporal({ cacheDir, run })).toBe(target);
  expect(called).toEqual(['PATH', 'cache', 'download', 'cache']);
  expect(await readdir(cacheDir)).toEqual([`temporal-${pins.cli}`]);
});

test('builds the CLI if it cannot be downloaded, and reports progress', async () => {
  const { run, called } = machine({ go: newGo, build });
  const lines: string[] = [];
  expect(
    await findTemporal({ cacheDir, run, progress: { ...noProgress, print: (line) => lines.push(line) } }),
  ).toBe(target);
  expect(called).toEqual(['PATH', 'cache', 'go version', 'go list', 'go build', 'cache']);
  expect(await readdir(cacheDir)).toEqual([`temporal-${pins.cli}`]);
  expect(lines.join('\n')).toMatch(
    /Downloading the Temporal CLI[^]*Building the Temporal CLI .* once .* minutes[^]*Built: /,
  );
});

test('replaces a broken program in the cache', async () => {
  await writeFile(target, 'half a program');
  const { run } = machine({ go: newGo, build });
  expect(await findTemporal({ cacheDir, run })).toBe(target);
  expect(await readFile(target, 'utf8')).toBe(versionOutput);
});

test('allows concurrent builds', async () => {
  const both = Promise.withResolvers<void>();
  let building = 0;
  const { run } = machine({
    go: newGo,
    build: async (output) => {
      await writeFile(output, 'half a program');
      if (++building === 2) both.resolve();
      await both.promise;
      await writeFile(output, versionOutput);
    },
  });
  expect(await Promise.all([findTemporal({ cacheDir, run }), findTemporal({ cacheDir, run })])).toEqual([
    target,
    target,
  ]);
  expect(await readdir(cacheDir)).toEqual([`temporal-${pins.cli}`]);
});

test('leaves nothing in the cache if the build fails', async () => {
  const { run } = machine({
    go: newGo,
    build: async (output) => {
      await writeFile(output, 'half a program');
      throw new Error('no space left');
    },
  });
  await expect(findTemporal({ cacheDir, run })).rejects.toThrow(
    `build with Go: Go could not build the Temporal CLI ${pins.cli}: no space left`,
  );
  expect(await readdir(cacheDir)).toEqual([]);
});

test('lists everything that was tried, and what to do, if nothing works', async () => {
  const { run } = machine({ onPath: 'temporal 3.1: a calendar', go: 'go version go1.22.1 linux/amd64' });
  const error: unknown = await findTemporal({ cacheDir, run }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartError);
  const message = error instanceof Error ? error.message : '';
  expect(message).toContain('on the PATH: temporal is not the Temporal CLI');
  expect(message).toContain('in the cache: cache not found');
  expect(message).toContain('download: temporal.download cannot be reached');
  expect(message).toContain(`build with Go: Go 1.22.1 is older than ${pins.go}`);
  expect(message).toContain('install the Temporal CLI');
  expect(message).toContain(`install Go ${pins.go} or newer`);
  expect(message).toContain('set TEMPORAL_ADDRESS');
});

test('does not start a build after an abort during the download', async () => {
  const controller = new AbortController();
  const { run, called } = machine({
    download: () => {
      controller.abort();
      return Promise.reject(new Error('aborted'));
    },
    go: newGo,
    build,
  });
  await expect(findTemporal({ cacheDir, run, signal: controller.signal })).rejects.toThrow('aborted');
  expect(called).not.toContain('go version');
});
