import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { loadConfig } from '../src/config/config.ts';

const usage = `npm run test:alerts

Checks and tests the alert rules with promtool. It takes no options.`;

parseArguments(usage);

/** `npm run test:alerts`: checks and tests the alert rules with promtool, which is built with Go if it is not on the PATH. */
const moduleDir = fileURLToPath(new URL('promtool', import.meta.url));
const rulesDir = fileURLToPath(new URL('../deploy/prometheus', import.meta.url));

const promtool = isOnPath('promtool') ? 'promtool' : buildPromtool();
for (const command of [
  ['check', 'rules', 'alerts.yml'],
  ['test', 'rules', 'alerts.test.yml'],
]) {
  const { status } = spawnSync(promtool, command, { cwd: rulesDir, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

function isOnPath(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Builds the version that tools/promtool/go.mod pins, unless it is in the cache. Returns its path. */
function buildPromtool(): string {
  const pin = /github\.com\/prometheus\/prometheus (v[\d.]+)/.exec(
    readFileSync(join(moduleDir, 'go.mod'), 'utf8'),
  )?.[1];
  if (pin === undefined) throw new Error(`${moduleDir}/go.mod contains no version of Prometheus`);
  const { cacheDir } = loadConfig().local;
  const target = join(cacheDir, `promtool-${pin}`);
  if (existsSync(target)) return target;
  process.stderr.write(`Building promtool ${pin} with Go. This happens only once and takes a few minutes.\n`);
  mkdirSync(cacheDir, { recursive: true });
  // Renaming at the end means that an interrupted build leaves no partial file under the final name.
  const unfinished = `${target}.${process.pid}.unfinished`;
  const environment = ['GOTOOLCHAIN=auto', 'GOWORK=off', 'GOFLAGS=-mod=readonly', 'CGO_ENABLED=0'];
  const program = 'github.com/prometheus/prometheus/cmd/promtool';
  execFileSync('env', [...environment, 'go', 'build', '-ldflags', '-s -w', '-o', unfinished, program], {
    cwd: moduleDir,
    stdio: 'inherit',
  });
  renameSync(unfinished, target);
  return target;
}
