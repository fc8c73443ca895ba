import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWithGo } from './build-with-go.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { noProgress, type Progress } from '../contract/lib/progress.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { downloadServer } from './download-server.ts';
import { type RunCommand, runCommand } from './run-command.ts';
import { isAtLeast } from '../contract/lib/is-at-least.ts';
import { oldestServer } from '../contract/temporal/oldest-server.ts';
import { cliModuleDir, parseServerVersion, readPins } from './versions.ts';

export type FindTemporalOptions = {
  /** The folder for a downloaded or built CLI, which all checkouts share. It is created if necessary. */
  readonly cacheDir: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal | undefined;
  readonly run?: RunCommand;
};

/**
 * Finds the Temporal CLI, which contains the dev server. Returns the path of its binary, or `temporal` if it is on the
 * PATH. Looks on the PATH and in the cache, then tries to download it with the SDK, then to build it with Go, which takes
 * minutes but happens only once. Throws a `StartError` that lists what was tried and what to do.
 */
export async function findTemporal(options: FindTemporalOptions): Promise<string> {
  const { cacheDir, progress = noProgress, signal, run = runCommand } = options;
  const pins = await readPins(cliModuleDir);
  const target = join(cacheDir, `temporal-${pins.cli}`);
  const check = (path: string) => assertUsable(run, path, signal);

  const methods = [
    { name: 'on the PATH', find: () => check('temporal') },
    { name: 'in the cache', find: () => check(target) },
    {
      name: 'download',
      find: async () => {
        await mkdir(cacheDir, { recursive: true });
        progress.print(`No Temporal server found. Downloading the Temporal CLI ${pins.cli}.`);
        await downloadServer({ kind: 'dev-server', version: pins.cli, target, run, progress, signal });
        return await check(target);
      },
    },
    {
      name: 'build with Go',
      find: async () => {
        await buildWithGo({
          moduleDir: cliModuleDir,
          package: 'github.com/temporalio/cli/cmd/temporal',
          program: `the Temporal CLI ${pins.cli}`,
          expectedTime: 'about 4 minutes',
          linkerFlags: `-X github.com/temporalio/cli/internal/temporalcli.Version=${pins.cli}`,
          target,
          run,
          progress,
          signal,
        });
        return await check(target);
      },
    },
  ];

  const tried: string[] = [];
  for (const method of methods) {
    try {
      return await method.find();
    } catch (error) {
      signal?.throwIfAborted();
      tried.push(`  ${method.name}: ${errorMessage(error)}`);
    }
  }
  throw new StartError(
    [
      'Found no usable Temporal server, and could not install one. Tried:',
      ...tried,
      'Do one of the following:',
      '  install the Temporal CLI (https://docs.temporal.io/cli/setup-cli), so that `temporal` is on the PATH;',
      `  install Go ${pins.go} or newer (https://go.dev/dl/), so that the CLI can be built from source;`,
      '  for npm start: set TEMPORAL_ADDRESS to a Temporal server that is running.',
    ].join('\n'),
  );
}

async function assertUsable(run: RunCommand, path: string, signal: AbortSignal | undefined): Promise<string> {
  const { stdout } = await run(path, ['--version'], { timeoutMs: 20_000, signal });
  const server = parseServerVersion(stdout);
  if (server === undefined) throw new Error(`${path} is not the Temporal CLI`);
  if (!isAtLeast(server, oldestServer))
    throw new Error(`${path} contains server ${server}, which is older than ${oldestServer}`);
  return path;
}
