import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { loadConfig } from '../src/config/config.ts';
import { errorMessage } from '../src/contract/lib/error-message.ts';
import { createProgress } from '../src/contract/lib/progress.ts';
import { buildWithGo } from '../src/dev-server/build-with-go.ts';
import { runCommand } from '../src/dev-server/run-command.ts';

const usage = `npm run test:alerts

Checks and tests the alert rules with promtool. It takes no options.`;

parseArguments(usage);

/** `npm run test:alerts`: checks and tests the alert rules with promtool, which is built with Go if it is not on the PATH. */
const moduleDir = fileURLToPath(new URL('promtool', import.meta.url));
const rulesDir = fileURLToPath(new URL('../deploy/prometheus', import.meta.url));

const promtool = isOnPath('promtool') ? 'promtool' : await buildPromtool().catch(reportAndExit);
for (const command of [
  ['check', 'rules', 'alerts.yml'],
  ['test', 'rules', 'alerts.test.yml'],
]) {
  const { status } = spawnSync(promtool, command, { cwd: rulesDir, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

function reportAndExit(error: unknown): never {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exit(1);
}

function isOnPath(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Builds the version that tools/promtool/go.mod pins, unless it is in the cache. Returns its path. */
async function buildPromtool(): Promise<string> {
  const pin = /github\.com\/prometheus\/prometheus (v[\d.]+)/.exec(
    readFileSync(join(moduleDir, 'go.mod'), 'utf8'),
  )?.[1];
  if (pin === undefined) throw new Error(`${moduleDir}/go.mod contains no version of Prometheus`);
  const target = join(loadConfig().local.cacheDir, `promtool-${pin}`);
  if (existsSync(target)) return target;
  await buildWithGo({
    moduleDir,
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    program: `promtool ${pin}`,
    expectedTime: 'a few minutes',
    target,
    run: runCommand,
    progress: createProgress(process.stderr),
  });
  return target;
}
