import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWithGo } from './build-with-go.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { downloadServer } from './download-server.ts';
import { type RunCommand, runCommand } from './run-command.ts';
import { cliModuleDir, isAtLeast, oldestServer, parseServerVersion, readPins } from './versions.ts';
import type { OnProgress } from './with-progress.ts';

export type FindTemporalOptions = {
  /** Where a downloaded or built CLI is kept between runs and checkouts; made where it is absent. */
  readonly cacheDir: string;
  /** Lines for a person: what is happening, how long it takes, that it moves. */
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal | undefined;
  readonly run?: RunCommand;
};

/**
 * The Temporal CLI, which carries the dev server: the path of its binary, or `temporal` where it is on the PATH.
 * Looked for on the PATH, then in the cache; else downloaded as the SDK does it; else built with Go, which takes
 * minutes once. Throws a `StartError` that says what was tried and what one can do.
 */
export async function findTemporal(options: FindTemporalOptions): Promise<string> {
  const { cacheDir, onProgress = () => {}, signal, run = runCommand } = options;
  const pins = await readPins(cliModuleDir);
  const target = join(cacheDir, `temporal-${pins.cli}`);
  const usable = (path: string) => assertUsable(run, path, signal);

  const ways = [
    { name: 'on the PATH', find: () => usable('temporal') },
    { name: 'in the cache', find: () => usable(target) },
    {
      name: 'download',
      find: async () => {
        await mkdir(cacheDir, { recursive: true });
        onProgress(`No Temporal server here yet: trying to download the Temporal CLI ${pins.cli}.`);
        await downloadServer({ kind: 'dev-server', version: pins.cli, target, run, onProgress, signal });
        return await usable(target);
      },
    },
    {
      name: 'build with Go',
      find: async () => {
        await buildWithGo({
          moduleDir: cliModuleDir,
          package: 'github.com/temporalio/cli/cmd/temporal',
          what: `the Temporal CLI ${pins.cli}`,
          takes: 'about 4 minutes',
          oldestGo: pins.go,
          linkerFlags: `-X github.com/temporalio/cli/internal/temporalcli.Version=${pins.cli}`,
          target,
          run,
          onProgress,
          signal,
        });
        return await usable(target);
      },
    },
  ];

  const tried: string[] = [];
  for (const way of ways) {
    try {
      return await way.find();
    } catch (error) {
      signal?.throwIfAborted();
      tried.push(`  ${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new StartError(
    [
      'There is no Temporal server to use, and none could be got. Tried:',
      ...tried,
      'One of these helps:',
      '  install the Temporal CLI (https://docs.temporal.io/cli/setup-cli), so that `temporal` is on the PATH;',
      `  install Go ${pins.go} or newer (https://go.dev/dl/), then the CLI is built from source once;`,
      '  for npm start: set TEMPORAL_ADDRESS to a Temporal server that is running.',
    ].join('\n'),
  );
}

async function assertUsable(run: RunCommand, path: string, signal: AbortSignal | undefined): Promise<string> {
  const { stdout } = await run(path, ['--version'], { timeoutMs: 20_000, signal });
  const server = parseServerVersion(stdout);
  if (server === undefined) throw new Error(`${path} is not the Temporal CLI`);
  if (!isAtLeast(server, oldestServer))
    throw new Error(`${path} carries server ${server}, older than ${oldestServer}`);
  return path;
}
