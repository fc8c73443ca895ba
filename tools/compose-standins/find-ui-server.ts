import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../../src/contract/lib/progress.ts';
import { buildWithGo } from '../../src/dev-server/build-with-go.ts';
import { runCommand } from '../../src/dev-server/run-command.ts';

const moduleDir = fileURLToPath(new URL('../temporal-ui', import.meta.url));
const uiModule = 'github.com/temporalio/ui-server/v2';

/** Returns the server of Temporal's UI, which is built with Go into the cache once, and its configuration in containers. */
export async function findUiServer(
  cacheDir: string,
  progress: Progress,
): Promise<{ readonly program: string; readonly configuration: string }> {
  const goMod = await readFile(join(moduleDir, 'go.mod'), 'utf8');
  const version = /ui-server\/v2 v([\d.]+)/.exec(goMod)?.[1];
  if (version === undefined) throw new Error(`${moduleDir}/go.mod contains no version of ${uiModule}`);
  const program = join(cacheDir, `temporal-ui-${version}`);
  if (!existsSync(program))
    await buildWithGo({
      moduleDir,
      package: `${uiModule}/cmd/server`,
      program: `the server of Temporal's UI ${version}`,
      expectedTime: 'about 2 minutes',
      target: program,
      run: runCommand,
      progress,
    });
  const { stdout } = await runCommand('go', ['list', '-m', '-f', '{{.Dir}}', uiModule], { cwd: moduleDir });
  return { program, configuration: join(stdout.trim(), 'config', 'docker.yaml') };
}
