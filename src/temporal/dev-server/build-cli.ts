import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunCommand } from './run-command.ts';
import { isAtLeast, parseGoVersion, type Pins } from './versions.ts';
import { type OnProgress, whileTelling } from './while-telling.ts';

const cliPackage = 'github.com/temporalio/cli/cmd/temporal';

/**
 * Go's settings through `env`, so that what the shell has set for other projects changes nothing here. With
 * GOTOOLCHAIN=auto a Go from 1.21 on that is too old fetches the one that go.mod names (https://go.dev/doc/toolchain).
 */
const go = ['GOTOOLCHAIN=auto', 'GOWORK=off', 'GOFLAGS=-mod=readonly', 'CGO_ENABLED=0', 'go'];

export type BuildOptions = {
  readonly moduleDir: string;
  readonly pins: Pins;
  /** Where the binary shall stand; its folder is made where it is absent. */
  readonly target: string;
  readonly run: RunCommand;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal | undefined;
};

/** Builds the Temporal CLI that `tools/temporal/go.mod` pins. Throws an Error with one line. */
export async function buildCli(options: BuildOptions): Promise<void> {
  const { moduleDir, pins, target, run, onProgress, signal } = options;
  await assertGo(options);
  await mkdir(dirname(target), { recursive: true });

  let modules = 0;
  const { stdout: packages } = await whileTelling(
    onProgress,
    (elapsedSeconds) => `Fetching its sources: ${elapsedSeconds} s, ${modules} modules so far.`,
    () =>
      run('env', [...go, 'list', '-deps', cliPackage], {
        cwd: moduleDir,
        signal,
        onErrorLine: () => modules++,
      }),
  );

  let compiled = 0;
  const total = packages.split('\n').length;
  // A rename is atomic: two builds at once cost time and break nothing, one that dies leaves no half program.
  const unfinished = `${target}.${randomUUID()}.unfinished`;
  const version = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${pins.cli}`;
  try {
    await whileTelling(
      onProgress,
      // Go names the packages that it compiles, not those that it has from an earlier build, nor the linking.
      (elapsedSeconds) => `Building: ${elapsedSeconds} s, ${compiled} of at most ${total} packages compiled.`,
      () =>
        run('env', [...go, 'build', '-v', '-ldflags', version, '-o', unfinished, cliPackage], {
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

async function assertGo({ run, onProgress, moduleDir, pins, signal }: BuildOptions): Promise<void> {
  await run('go', ['version'], { timeoutMs: 20_000, signal, cwd: '/' });
  onProgress(
    `Building the Temporal CLI ${pins.cli} with Go. This happens once and takes about 4 minutes on two cores.`,
  );
  // In the module's folder, where it may be another Go that answers: the one that was fetched.
  const { stdout } = await run('env', [...go, 'version'], { cwd: moduleDir, signal, timeoutMs: 300_000 });
  const version = parseGoVersion(stdout);
  if (version === undefined || !isAtLeast(version, pins.go))
    throw new Error(`Go ${version ?? 'of an unknown version'} is older than ${pins.go}`);
}
