import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartError } from '../../src/contract/lib/start-error.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import type { RunCommand } from '../../src/dev-server/run-command.ts';
import { cliModuleDir, readPins } from '../../src/dev-server/versions.ts';

const pins = await readPins(cliModuleDir);
const cliSays = `temporal version ${pins.cli} (Server 1.31.2, UI 2.50.1)`;

let cacheDir: string;
let target: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'find-temporal-'));
  target = join(cacheDir, `temporal-${pins.cli}`);
});
afterEach(() => rm(cacheDir, { recursive: true }));

/** A machine: what each program on it answers, and which were asked. A file in the cache answers what stands in it. */
function machine(programs: {
  readonly onPath?: string;
  readonly download?: (folder: string) => Promise<void>;
  readonly go?: string;
  readonly build?: (output: string) => Promise<void>;
}) {
  const asked: string[] = [];
  const run: RunCommand = async (command, args) => {
    const words = [command, ...args];
    if (command === 'temporal') return answer('PATH', programs.onPath);
    if (command.startsWith(cacheDir)) return answer('cache', await readFile(command, 'utf8').catch(() => {}));
    if (command === process.execPath) {
      if (programs.download === undefined) throw new Error('temporal.download cannot be reached');
      await programs.download(words.at(-1) ?? '');
      return answer('download', '');
    }
    if (words.includes('version')) return answer('go version', programs.go);
    if (words.includes('list')) return answer('go list', 'a\nb\nc');
    if (words.includes('build')) {
      await programs.build?.(words[words.indexOf('-o') + 1] ?? '');
      return answer('go build', '');
    }
    throw new Error(`nobody expected ${words.join(' ')}`);
  };
  function answer(name: string, stdout: string | void) {
    if (asked.at(-1) !== name) asked.push(name);
    if (stdout === undefined) throw new Error(`${name} not found`);
    return { stdout, stderr: '' };
  }
  return { run, asked };
}

const newGo = `go version go${pins.go} linux/amd64`;
const build = (output: string) => writeFile(output, cliSays);

test('the CLI on the PATH is taken and nothing else looked at', async () => {
  const { run, asked } = machine({ onPath: cliSays });
  expect(await findTemporal({ cacheDir, run })).toBe('temporal');
  expect(asked).toEqual(['PATH']);
});

test.each([
  ['is too old', 'temporal version 1.2.0 (Server 1.26.2, UI 2.34.0)'],
  ['is another program', 'temporal 3.1: a calendar'],
  ['is absent', undefined],
])('the one in the cache is taken where the one on the PATH %s', async (_, onPath) => {
  await writeFile(target, cliSays);
  const { run, asked } = machine(onPath === undefined ? {} : { onPath });
  expect(await findTemporal({ cacheDir, run })).toBe(target);
  expect(asked).toEqual(['PATH', 'cache']);
});

test('a download goes into the cache and leaves nothing else there', async () => {
  const { run, asked } = machine({ download: (folder) => writeFile(join(folder, 'temporal-x'), cliSays) });
  expect(await findTemporal({ cacheDir, run })).toBe(target);
  expect(asked).toEqual(['PATH', 'cache', 'download', 'cache']);
  expect(await readdir(cacheDir)).toEqual([`temporal-${pins.cli}`]);
});

test('where there is no download it is built, with words on what happens', async () => {
  const { run, asked } = machine({ go: newGo, build });
  const lines: string[] = [];
  expect(await findTemporal({ cacheDir, run, onProgress: (line) => lines.push(line) })).toBe(target);
  expect(asked).toEqual(['PATH', 'cache', 'go version', 'go list', 'go build', 'cache']);
  expect(await readdir(cacheDir)).toEqual([`temporal-${pins.cli}`]);
  expect(lines.join('\n')).toMatch(
    /trying to download[^]*Building the Temporal CLI .* once .* minutes[^]*Built: /,
  );
});

test('a program in the cache that does not run is replaced', async () => {
  await writeFile(target, 'half a program');
  const { run } = machine({ go: newGo, build });
  expect(await findTemporal({ cacheDir, run })).toBe(target);
  expect(await readFile(target, 'utf8')).toBe(cliSays);
});

test('two that build at once do not disturb each other', async () => {
  const both = Promise.withResolvers<void>();
  let building = 0;
  const { run } = machine({
    go: newGo,
    build: async (output) => {
      await writeFile(output, 'half a program');
      if (++building === 2) both.resolve();
      await both.promise;
      await writeFile(output, cliSays);
    },
  });
  expect(await Promise.all([findTemporal({ cacheDir, run }), findTemporal({ cacheDir, run })])).toEqual([
    target,
    target,
  ]);
  expect(await readdir(cacheDir)).toEqual([`temporal-${pins.cli}`]);
});

test('a build that fails leaves nothing in the cache', async () => {
  const { run } = machine({
    go: newGo,
    build: async (output) => {
      await writeFile(output, 'half a program');
      throw new Error('no space left');
    },
  });
  await expect(findTemporal({ cacheDir, run })).rejects.toThrow('build with Go: no space left');
  expect(await readdir(cacheDir)).toEqual([]);
});

test('where nothing works one error says what was tried and what helps', async () => {
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

test('a person who gives up during the download is not made to wait for a build', async () => {
  const controller = new AbortController();
  const { run, asked } = machine({
    download: () => {
      controller.abort();
      return Promise.reject(new Error('aborted'));
    },
    go: newGo,
    build,
  });
  await expect(findTemporal({ cacheDir, run, signal: controller.signal })).rejects.toThrow('aborted');
  expect(asked).not.toContain('go version');
});
