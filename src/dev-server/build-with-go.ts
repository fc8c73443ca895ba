import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorMessage } from '../contract/lib/error-message.ts';
import type { Progress } from '../contract/lib/progress.ts';
import type { RunCommand } from './run-command.ts';
import { isAtLeast } from '../contract/lib/is-at-least.ts';
import { plural } from '../contract/lib/plural.ts';
import { parseGoVersion } from './versions.ts';
import { withProgress } from './with-progress.ts';

/**
 * Sets Go's settings through `env`, so that the shell's own settings have no effect here. With GOTOOLCHAIN=auto, Go 1.21
 * or newer downloads the version that go.mod names (https://go.dev/doc/toolchain).
 */
const go = [
  'GOTOOLCHAIN=auto',
  'GOWORK=off',
  'GOFLAGS=-mod=readonly',
  'CGO_ENABLED=0',
  // Go keeps its caches there. A service manager may start programs without it, and Go fails then.
  `HOME=${homedir()}`,
  'go',
];

/** How many of Go's last lines are shown if it fails. */
const tailLines = 15;

export type BuildOptions = {
  /** The folder of a Go module: of the program itself, or one that only pins its version. */
  readonly moduleDir: string;
  /** The package of the program: `.` if it is in the folder. */
  readonly package: string;
  /** For people: the program's name with its version, and roughly how long the build takes with empty caches. */
  readonly program: string;
  readonly expectedTime: string;
  readonly linkerFlags?: string;
  /** The path of the binary. Its folder is created if necessary. */
  readonly target: string;
  readonly run: RunCommand;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Builds a Go program. Says once what it builds and how long that takes, then shows how far it is. If Go fails, prints
 * the end of its output, and throws an error with a message of one line that says what to do.
 */
export async function buildWithGo(options: BuildOptions): Promise<void> {
  const { target, progress } = options;
  await assertGo(options);
  await mkdir(dirname(target), { recursive: true });

  const { stdout: packages } = await runGo(
    options,
    ['list', '-deps', options.package],
    (elapsedSeconds, modules) =>
      `Downloading the sources: ${elapsedSeconds} s, ${plural(modules, 'module')} so far.`,
  );
  const total = packages.split('\n').length;
  // Renaming is atomic: concurrent builds do not disturb each other, and an interrupted one leaves no partial file.
  const unfinished = `${target}.${randomUUID()}.unfinished`;
  const flags = ['-s -w', options.linkerFlags ?? ''].join(' ').trim();
  try {
    await runGo(
      options,
      ['build', '-v', '-ldflags', flags, '-o', unfinished, options.package],
      // Go reports the packages that it compiles, but neither those in its cache nor the linking.
      (elapsedSeconds, compiled) =>
        `Building: ${elapsedSeconds} s, ${compiled} of at most ${total} packages compiled.`,
    );
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
  progress.print(`Built: ${target}`);
}

/** Runs a command of Go. `describe` gets the number of lines on standard error, on which Go reports its progress. */
async function runGo(
  { moduleDir, run, program, progress, signal }: BuildOptions,
  args: readonly string[],
  describe: (elapsedSeconds: number, lines: number) => string,
): Promise<{ readonly stdout: string }> {
  const lines: string[] = [];
  try {
    return await withProgress(
      progress,
      (elapsedSeconds) => describe(elapsedSeconds, lines.length),
      () => run('env', [...go, ...args], { cwd: moduleDir, signal, onErrorLine: (line) => lines.push(line) }),
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (lines.length > 0)
      progress.print(
        ['The end of the output of Go:', ...lines.slice(-tailLines).map((line) => `  ${line}`)].join('\n'),
      );
    throw new Error(
      `Go could not build ${program}: ${errorMessage(error)}. Check that the disk has space and that Go can download modules (go env GOPROXY), then repeat: what is downloaded and compiled is kept`,
      { cause: error },
    );
  }
}

async function assertGo({
  run,
  progress,
  program,
  expectedTime,
  moduleDir,
  signal,
}: BuildOptions): Promise<void> {
  await run('go', ['version'], { timeoutMs: 20_000, signal, cwd: '/' });
  progress.print(
    `Building ${program} with Go. This happens only once and takes ${expectedTime} on two cores.`,
  );
  // In the folder of the module, this may be a different Go: the one that was downloaded for it.
  const { stdout } = await run('env', [...go, 'version'], { cwd: moduleDir, signal, timeoutMs: 300_000 });
  const version = parseGoVersion(stdout);
  const oldest = await oldestGo(moduleDir);
  if (version === undefined || !isAtLeast(version, oldest))
    throw new Error(`Go ${version ?? '(unknown version)'} is older than ${oldest}`);
}

/** Returns the oldest version of Go that can build the module, which its go.mod names. */
async function oldestGo(moduleDir: string): Promise<string> {
  const version = /^go ([\d.]+)/m.exec(await readFile(join(moduleDir, 'go.mod'), 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${moduleDir}/go.mod names no version of Go`);
  return version;
}
