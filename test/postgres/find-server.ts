import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../../src/contract/lib/progress.ts';
import { buildWithGo } from '../../src/dev-server/build-with-go.ts';
import { runCommand } from '../../src/dev-server/run-command.ts';

const moduleDir = fileURLToPath(new URL('../../tools/temporal-server', import.meta.url));

export type ServerPrograms = { readonly server: string; readonly sqlTool: string };

/** Returns the version that `tools/temporal-server/go.mod` pins, such as `1.31.2`. */
export async function serverVersion(): Promise<string> {
  const text = await readFile(join(moduleDir, 'go.mod'), 'utf8');
  const version = /^\s*(?:require )?go\.temporal\.io\/server v([\d.]+)/m.exec(text)?.[1];
  if (version === undefined)
    throw new Error('tools/temporal-server/go.mod has no version of go.temporal.io/server');
  return version;
}

/** Returns Temporal's full server and its schema tool. Builds them with Go into the cache, once. */
export async function findServer(cacheDir: string, progress: Progress): Promise<ServerPrograms> {
  const version = await serverVersion();
  const folder = join(cacheDir, `temporal-server-${version}`);
  const build = async (name: string, program: string, expectedTime: string) => {
    const target = join(folder, name.replaceAll('/', '-'));
    if (!existsSync(target))
      await buildWithGo({
        moduleDir,
        package: `go.temporal.io/server/cmd/${name}`,
        program: `${program} ${version}`,
        expectedTime,
        target,
        run: runCommand,
        progress,
      });
    return target;
  };
  return {
    server: await build('server', "Temporal's server", 'about 2 minutes'),
    sqlTool: await build('tools/sql', "Temporal's schema tool", 'about a minute'),
  };
}
