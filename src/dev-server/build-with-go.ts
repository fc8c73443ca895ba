import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunCommand } from './run-command.ts';
import { isAtLeast, parseGoVersion } from './versions.ts';
import { type OnProgress, withProgress } from './with-progress.ts';

/**
 * Sets Go's settings through `env`, so that the shell's own settings have no effect here. With GOTOOLCHAIN=auto, Go 1.21
 * or newer downloads the version that go.mod names (https://go.dev/doc/toolchain).
 */
const go = ['GOTOOLCHAIN=auto', 'GOWORK=off', 'GOFLAGS=-mod=readonly', 'CGO_ENABLED=0', 'go'];

export type BuildOptions = {
  /** The folder of a Go module that only pins the version of the program. */
  readonly moduleDir: string;
  /** The package of the program. */
  readonly package: string;
  /** For progress messages: the program's name with its version, and roughly how long the build takes. */
  readonly program: string;
  readonly expectedTime: string;
  /** The oldest version of Go that can build it. */
  readonly oldestGo: string;
  readonly linkerFlags?: string;
  /** The path of the binary. Its folder is created if necessary. */
  readonly target: string;
  readonly run: RunCommand;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal | undefined;
};

/** Builds a Go program. Throws an error with a message of one line. */
export async function buildWithGo(options: BuildOptions): Promise<void> {
  const { moduleDir, target, run, onProgress, signal } = options;
  await assertGo(options);
  await mkdir(dirname(target), { recursive: true });

  let modules = 0;
  const { stdout: packages } = await withProgress(
    onProgress,
    (elapsedSeconds) => `Downloading the sources: ${elapsedSeconds} s, ${modules} modules so far.`,
    () =>
      run('env', [...go, 'list', '-deps', options.package], {
        cwd: moduleDir,
        signal,
        onErrorLine: () => modules++,
      }),
  );

  let compiled = 0;
  const total = packages.split('\n').length;
  // Renaming is atomic: concurrent builds do not disturb each other, and an interrupted one leaves no partial file.
  const unfinished = `${target}.${randomUUID()}.unfinished`;
  const flags = ['-s -w', options.linkerFlags ?? ''].join(' ').trim();
  try {
    await withProgress(
      onProgress,
      // Go reports the packages that it compiles, but neither those in its cache nor the linking.
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
  onProgress(
    `Building ${options.program} with Go. This happens only once and takes ${options.expectedTime} on two cores.`,
  );
  // In the folder of the module, this may be a different Go: the one that was downloaded for it.
  const { stdout } = await run('env', [...go, 'version'], { cwd: moduleDir, signal, timeoutMs: 300_000 });
  const version = parseGoVersion(stdout);
  if (version === undefined || !isAtLeast(version, oldestGo))
    throw new Error(`Go ${version ?? '(unknown version)'} is older than ${oldestGo}`);
}
