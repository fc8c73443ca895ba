import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Progress } from '../../src/contract/lib/progress.ts';
import { type BuildOptions, buildWithGo } from '../../src/dev-server/build-with-go.ts';
import type { RunCommand } from '../../src/dev-server/run-command.ts';

let folder: string;
let target: string;
let printed: string[];
let updates: string[];
let cleared: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-with-go-'));
  target = join(folder, 'cache', 'program');
  [printed, updates, cleared] = [[], [], 0];
  await writeFile(join(folder, 'go.mod'), 'module example.com/pin\n\ngo 1.26.4\n');
});
afterEach(() => rm(folder, { recursive: true }));

const progress: Progress = {
  print: (line) => printed.push(line),
  update: (line) => updates.push(line),
  clear: () => cleared++,
};

/** Stands for Go. `build` gets the path of the binary and reports lines as Go does. */
function go(build: (output: string, report: (line: string) => void) => Promise<void>): RunCommand {
  return async (_command, args, { onErrorLine = () => {} } = {}) => {
    if (args.includes('version')) return { stdout: 'go version go1.26.4 linux/amd64', stderr: '' };
    if (args.includes('build')) await build(args[args.indexOf('-o') + 1] ?? '', onErrorLine);
    return { stdout: 'a\nb\nc', stderr: '' };
  };
}

const oldGo: RunCommand = () => Promise.resolve({ stdout: 'go version go1.22.1 linux/amd64', stderr: '' });

function optionsWith(run: RunCommand): BuildOptions {
  return {
    moduleDir: folder,
    package: '.',
    program: 'the example 1.2.3',
    expectedTime: 'about 4 minutes',
    target,
    run,
    progress,
  };
}

test('says once what it builds and for how long, and shows how far it is', async () => {
  const shown = Promise.withResolvers<void>();
  const watching: Progress = {
    ...progress,
    update(line) {
      updates.push(line);
      shown.resolve();
    },
  };
  const run = go(async (output, report) => {
    report('a');
    report('b');
    await shown.promise;
    await writeFile(output, 'binary');
  });
  await buildWithGo({ ...optionsWith(run), progress: watching });
  expect(printed).toEqual([
    'Building the example 1.2.3 with Go. This happens only once and takes about 4 minutes on two cores.',
    `Built: ${target}`,
  ]);
  expect(updates.at(0)).toMatch(/^Building: \d+ s, 2 of at most 3 packages compiled\.$/);
  expect(cleared).toBe(2);
  expect(await readFile(target, 'utf8')).toBe('binary');
});

test('if Go fails, prints the end of its output, says what to do, and leaves nothing behind', async () => {
  const run = go(async (output, report) => {
    await writeFile(output, 'half a binary');
    for (let line = 1; line <= 40; line++) report(`line ${line}`);
    throw new Error('line 39 line 40 (exit code 1)');
  });
  await expect(buildWithGo(optionsWith(run))).rejects.toThrow(
    /^Go could not build the example 1\.2\.3: line 39 line 40 \(exit code 1\)\. Check .*space.*GOPROXY.*repeat/,
  );
  const tail = Array.from({ length: 15 }, (_, index) => `  line ${index + 26}`).join('\n');
  expect(printed.at(-1)).toBe(`The end of the output of Go:\n${tail}`);
  expect(cleared).toBe(2);
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('Go finds its caches even if the environment names no home', async () => {
  const homes: boolean[] = [];
  const build = go(async (output) => await writeFile(output, 'binary'));
  const run: RunCommand = (command, args, options) => {
    if (command === 'env') homes.push(args.includes(`HOME=${homedir()}`));
    return build(command, args, options);
  };
  await buildWithGo(optionsWith(run));
  expect(homes).toEqual([true, true, true]);
});

test('refuses a Go that is older than the module needs', async () => {
  await expect(buildWithGo(optionsWith(oldGo))).rejects.toThrow('Go 1.22.1 is older than 1.26.4');
});

test('an abort is no failure of Go', async () => {
  const controller = new AbortController();
  const run = go(async (_output, report) => {
    report('a');
    controller.abort();
    throw new Error('aborted');
  });
  const building = buildWithGo({ ...optionsWith(run), signal: controller.signal });
  await expect(building).rejects.toMatchObject({ name: 'AbortError' });
  expect(printed).toHaveLength(1);
});
