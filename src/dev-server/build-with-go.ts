import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunCommand } from './run-command.ts';
import { isAtLeast, parseGoVersion } from './versions.ts';
import { type OnProgress, withProgress } from './with-progress.ts';

/**
 * Go's settings through `env`, so that what the shell has set for other projects changes nothing here. With
 * GOTOOLCHAIN=auto a Go from 1.21 on that is too old fetches the one that go.mod names (https://go.dev/doc/toolchain).
 */
const go = ['GOTOOLCHAIN=auto', 'GOWORK=off', 'GOFLAGS=-mod=readonly', 'CGO_ENABLED=0', 'go'];

export type BuildOptions = {
  /** A Go module that pins the program as a tool, with nothing to compile of its own. */
  readonly moduleDir: string;
  /** The program's package. */
  readonly package: string;
  /** How it is called, with its version, and how long it takes, for a person. */
  readonly what: string;
  readonly takes: string;
  /** The oldest Go that builds it. */
  readonly oldestGo: string;
  readonly linkerFlags?: string;
  /** Where the binary shall stand; its folder is made where it is absent. */
  readonly target: string;
  readonly run: RunCommand;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal | undefined;
};

/** Builds a Go program once. Throws an Error with one line. */
export async function buildWithGo(options: BuildOptions): Promise<void> {
  const { moduleDir, target, run, onProgress, signal } = options;
  await assertGo(options);
  await mkdir(dirname(target), { recursive: true });

  let modules = 0;
  const { stdout: packages } = await withProgress(
    onProgress,
    (elapsedSeconds) => `Fetching its sources: ${elapsedSeconds} s, ${modules} modules so far.`,
    () =>
      run('env', [...go, 'list', '-deps', options.package], {
        cwd: moduleDir,
        signal,
        onErrorLine: () => modules++,
      }),
  );

  let compiled = 0;
  const total = packages.split('\n').length;
  // A rename is atomic: two builds at once cost time and break nothing, one that dies leaves no half program.
  const unfinished = `${target}.${randomUUID()}.unfinished`;
  const flags = ['-s -w', options.linkerFlags ?? ''].join(' ').trim();
  try {
    await withProgress(
      onProgress,
      // Go names the packages that it compiles, not those that it has from an earlier build, nor the linking.
      (elapsedSeconds) => `Building: ${elapsedSeconds} s, ${compiled} of at most ${total} packages compiled.`,
      () =>
        run('env', [...go, 'build', '-v', '-ldflags', flags, '-o', unfinished, options.package], {
          cwd: moduleDir,
          signal,
          onErrorLine: () => compiled++,
        }),
    );
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
  onProgress(`Built: ${target}`);
}

async function assertGo(options: BuildOptions): Promise<void> {
  const { run, onProgress, moduleDir, oldestGo, signal } = options;
  await run('go', ['version'], { timeoutMs: 20_000, signal, cwd: '/' });
  onProgress(`Building ${options.what} with Go. This happens once and takes ${options.takes} on two cores.`);
  // In the module's folder, where it may be another Go that answers: the one that was fetched.
  const { stdout } = await run('env', [...go, 'version'], { cwd: moduleDir, signal, timeoutMs: 300_000 });
  const version = parseGoVersion(stdout);
  if (version === undefined || !isAtLeast(version, oldestGo))
    throw new Error(`Go ${version ?? 'of an unknown version'} is older than ${oldestGo}`);
}
