import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { loadConfig } from '../src/config/config.ts';
import { errorMessage } from '../src/contract/lib/error-message.ts';
import { createProgress } from '../src/contract/lib/progress.ts';
import { buildWithGo } from '../src/dev-server/build-with-go.ts';
import { runCommand } from '../src/dev-server/run-command.ts';
import { createSimulator } from '../src/simulator/server.ts';

const usage = `npm run test:govultr

Runs Vultr's own Go client against the simulator. It takes no options.`;

parseArguments(usage);

/** `npm run test:govultr`: Vultr's own Go client uses the simulator in its default dialect, as Vultr's guide does. */
const moduleDir = fileURLToPath(new URL('govultr', import.meta.url));

if (hasGo()) process.exitCode = await buildProgram().then(walk, failed);
else if (process.env['CI'] === undefined)
  log("Skipped: Go is not installed, and Vultr's Go client needs it. Install it from https://go.dev/dl/.");
else {
  log("Go is not installed, and Vultr's Go client needs it. With CI set, this test is not skipped.");
  process.exitCode = 1;
}

function hasGo(): boolean {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
}

/** Starts a simulator on a free port and runs the program against it. Returns the program's exit code. */
async function walk(program: string): Promise<number> {
  const apiKey = 'organization-key-for-govultr';
  const simulator = createSimulator({ apiKeys: [apiKey] });
  try {
    const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
    log(`The simulator listens on ${url}, in its default dialect.`);
    const child = spawn(program, [url, apiKey], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await simulator.close();
  }
}

/** Builds tools/govultr, unless the same sources were built before and are in the cache. Returns the program's path. */
async function buildProgram(): Promise<string> {
  const target = join(loadConfig().local.cacheDir, `govultr-walk-${hashSources()}`);
  if (existsSync(target)) return target;
  await buildWithGo({
    moduleDir,
    package: '.',
    program: "the test with Vultr's client",
    expectedTime: 'about a minute',
    target,
    run: runCommand,
    progress: createProgress(process.stderr),
  });
  return target;
}

/** Changes if the program or the pinned version of the client does. */
function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync('{go.mod,go.sum,*.go}', { cwd: moduleDir }).toSorted())
    hash.update(readFileSync(join(moduleDir, file)));
  return hash.digest('hex').slice(0, 12);
}

function failed(error: unknown): number {
  log(errorMessage(error));
  return 1;
}

function log(text: string): void {
  process.stderr.write(`${text}\n`);
}
