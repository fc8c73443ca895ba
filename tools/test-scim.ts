import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { loadConfig } from '../src/config/config.ts';
import { createProgress } from '../src/contract/lib/progress.ts';
import { errorMessage } from '../src/contract/lib/error-message.ts';
import { createIdentityProvider } from '../test/support/identity-provider.ts';
import { inParallel } from '../test/support/in-parallel.ts';
import { findPython, installProgram, oldestPython, type PythonProgram } from './python.ts';
import { type ScimService, startScimService } from './scim/start-service.ts';

const usage = `npm run test:scim -- [--users COUNT]

Runs the public suites scim-sanity and scim2-tester against the whole service, on an empty store, in about a minute.

  --users COUNT  create so many users before, of whom nobody is active, so that the suites meet a full store`;

/** A run that takes this long hangs. */
const longestRunMs = 30 * 60_000;
/** How many users are created at once. */
const concurrency = 8;
/** A look at 10,000 users takes seconds, in which the worker gets on more slowly. */
const lookEveryMs = 20_000;

const suites: PythonProgram = {
  title: 'the suites of tests for SCIM',
  name: 'scim-suites',
  requirements: fileURLToPath(new URL('scim/requirements.txt', import.meta.url)),
};

const users = parseArguments(usage, () => {
  const { values } = parseArgs({ options: { users: { type: 'string', default: '0' } } });
  if (!/^\d{1,5}$/.test(values.users)) throw new TypeError('--users must be a number from 0 to 99999.');
  return Number(values.users);
});

const python = await findPython();
if (python === undefined) {
  log(
    `Skipped: no Python ${oldestPython} or newer with the module venv is on the PATH, and the suites need one. Install it from https://www.python.org/downloads/; on Debian and Ubuntu, install python3-venv as well.`,
  );
} else {
  try {
    process.exitCode = await judge(
      await installProgram(suites, python, loadConfig().local.cacheDir, createProgress(process.stderr)),
    );
  } catch (error) {
    log(errorMessage(error));
    process.exitCode = 1;
  }
}

/** Returns the exit code: 0 if no suite reports a failure. */
async function judge(venvPython: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'scim-'));
  log('Starting the service.');
  const service = await startScimService(folder);
  try {
    await fillStore(service);
    const codes = [await runSanity(venvPython, service), await runTester(venvPython, service)];
    const code = codes.find((one) => one !== 0) ?? 0;
    if (code !== 0) log(`\nThe log of the service:\n${service.log().slice(-3_000)}`);
    return code;
  } finally {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Creates inactive users, and waits until the worker has looked at all of them: the suites do not repeat a request with a 503,
 * as identity providers do, and the worker takes a write only when its turn has come.
 */
async function fillStore({ url, token }: ScimService): Promise<void> {
  if (users === 0) return;
  log(`Creating ${users} users.`);
  const provider = createIdentityProvider([url], token);
  const emails = Array.from({ length: users }, (_, number) => `person${number}@example.com`);
  await inParallel(emails, concurrency, (email) => provider.createUser(email, { active: false }));
  const giveUpAt = performance.now() + longestRunMs;
  for (;;) {
    const listed = await provider.listUsers();
    const waiting = listed.filter(({ state }) => state !== 'left').length;
    if (listed.length === users && waiting === 0) return;
    log(`The worker still has to look at ${waiting} of ${listed.length} users.`);
    if (performance.now() > giveUpAt) throw new Error('The worker has not looked at every user in time.');
    await sleep(lookEveryMs);
  }
}

/** https://pypi.org/project/scim-sanity/ */
function runSanity(venvPython: string, { url, token }: ScimService): Promise<number> {
  const options = ['--strict', '--token', token, '--i-accept-side-effects', '--user-domain', 'example.com'];
  return run(venvPython, ['-m', 'scim_sanity', 'probe', url, ...options]);
}

/** https://pypi.org/project/scim2-tester/ */
function runTester(venvPython: string, { url, token }: ScimService): Promise<number> {
  const program = fileURLToPath(new URL('scim/run-scim2-tester.py', import.meta.url));
  return run(venvPython, [program, url, token]);
}

async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: longestRunMs });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

function log(text: string): void {
  process.stderr.write(`${text}\n`);
}
