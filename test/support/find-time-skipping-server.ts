import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadServer } from '../../src/dev-server/download-server.ts';
import { type RunCommand, runCommand } from '../../src/dev-server/run-command.ts';
import type { Progress } from '../../src/contract/lib/progress.ts';

const pom = fileURLToPath(new URL('../../tools/temporal-test-server/pom.xml', import.meta.url));
const oldestJava = 11;

/** The SDK starts the program with the port as its only argument and kills it by its process ID, hence `exec`. */
const launcher = `#!/bin/sh
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$1"
`;

export type TimeSkipping = { readonly path: string } | { readonly reason: string };

export type FindTimeSkippingOptions = {
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly run?: RunCommand;
};

/**
 * Finds Temporal's test server, whose own clock lets days pass in seconds: in the cache, by Temporal's download, or as
 * jars from a Maven repository. `reason` says briefly why there is none.
 */
export async function findTimeSkippingServer(options: FindTimeSkippingOptions): Promise<TimeSkipping> {
  const { cacheDir, progress, run = runCommand } = options;
  const version = /<version>([\d.]+)<\/version>/.exec(await readFile(pom, 'utf8'))?.[1] ?? '';
  const native = join(cacheDir, `temporal-test-server-${version}`);
  const jars = join(cacheDir, `temporal-test-server-${version}-jars`);
  const launched = join(jars, 'run');

  const ways = [
    { name: 'in the cache', find: () => executable(native) },
    { name: 'in the cache, as jars', find: () => executable(launched) },
    {
      name: 'download',
      find: async () => {
        await mkdir(cacheDir, { recursive: true });
        progress.print(`Downloading the time-skipping server ${version}.`);
        const target = native;
        await downloadServer({ kind: 'time-skipping', version, target, run, progress, signal: undefined });
        return await executable(native);
      },
    },
    {
      name: 'with Maven',
      find: async () => {
        await fetchJars({ run, progress, cacheDir }, jars);
        return await executable(launched);
      },
    },
  ];
  const tried: string[] = [];
  for (const way of ways) {
    try {
      return { path: await way.find() };
    } catch (error) {
      tried.push(`${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { reason: tried.join('; ') };
}

async function executable(path: string): Promise<string> {
  try {
    await access(path, constants.X_OK);
  } catch (error) {
    throw new Error('not found', { cause: error });
  }
  return path;
}

async function fetchJars(options: Required<FindTimeSkippingOptions>, target: string): Promise<void> {
  const { run, progress, cacheDir } = options;
  const { stdout, stderr } = await run('java', ['-version'], { timeoutMs: 20_000 });
  const java = Number(/version "(\d+)/.exec(stdout + stderr)?.[1] ?? 0);
  if (java < oldestJava) throw new Error(`Java ${java} is older than ${oldestJava}`);

  progress.print('Fetching the jars of the time-skipping server with Maven (38 MB, once).');
  const folder = await mkdtemp(join(cacheDir, 'jars-'));
  try {
    const goal = 'dependency:copy-dependencies';
    const scope = ['-DincludeScope=runtime', `-DoutputDirectory=${join(folder, 'lib')}`];
    await run('mvn', ['-B', '-ntp', '-q', '-f', pom, goal, ...scope], { timeoutMs: 300_000 });
    await writeFile(join(folder, 'run'), launcher, { mode: 0o755 });
    // If the folder exists by now, another process was first.
    await rename(folder, target).catch(() => executable(join(target, 'run')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
