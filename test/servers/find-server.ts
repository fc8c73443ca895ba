import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../../src/contract/lib/progress.ts';
import { buildWithGo } from '../../src/dev-server/build-with-go.ts';
import { runCommand } from '../../src/dev-server/run-command.ts';

const pins = { oldest: 'tools/temporal-oldest', newest: 'tools/temporal-newest' } as const;
export type Age = keyof typeof pins;

/** Returns the version of Temporal's server that the Go module pins, such as `1.27.1`. */
export async function serverVersionOf(age: Age): Promise<string> {
  const text = await readFile(join(moduleDirOf(age), 'go.mod'), 'utf8');
  const version = /^\s*go\.temporal\.io\/server v([\d.]+)/m.exec(text)?.[1];
  if (version === undefined) throw new Error(`${pins[age]}/go.mod has no version of go.temporal.io/server`);
  return version;
}

/** Returns a Temporal CLI whose dev server has the pinned version. Builds it with Go into the cache, once. */
export async function findServer(age: Age, cacheDir: string, progress: Progress): Promise<string> {
  const version = await serverVersionOf(age);
  const target = join(cacheDir, `temporal-with-server-${version}`);
  if (!existsSync(target))
    await buildWithGo({
      moduleDir: moduleDirOf(age),
      package: 'github.com/temporalio/cli/cmd/temporal',
      program: `Temporal's dev server ${version}`,
      expectedTime: 'about 4 minutes',
      target,
      run: runCommand,
      progress,
    });
  return target;
}

function moduleDirOf(age: Age): string {
  return fileURLToPath(new URL(`../../${pins[age]}`, import.meta.url));
}
