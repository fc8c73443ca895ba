import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { loadConfig } from '../src/config/config.ts';
import { createProgress } from '../src/contract/lib/progress.ts';
import { errorMessage } from '../src/contract/lib/error-message.ts';
import { findPython, installProgram, oldestPython, type PythonProgram } from './python.ts';
import { createSend } from './schemathesis/create-send.ts';
import { prepareOffboardings } from './schemathesis/prepare-offboardings.ts';
import { prepareOnboardings } from './schemathesis/prepare-onboardings.ts';
import { formatStatuses, readStatuses, without } from './schemathesis/read-report.ts';
import { type Service, startService } from './schemathesis/start-service.ts';
import { writeConfiguration } from './schemathesis/write-configuration.ts';

const usage = `npm run test:schemathesis [-- --seed <number>]

Lets Schemathesis judge the API by its description, /openapi.json: sends requests that the description allows and others
that it forbids, follows its links, and checks every response. Takes about three minutes.

  --seed <number>  Sends other requests than those of the fixed seed`;

/** A run that takes this long hangs. */
const longestRunMs = 30 * 60_000;

const schemathesis: PythonProgram = {
  title: 'Schemathesis',
  name: 'schemathesis',
  requirements: fileURLToPath(new URL('schemathesis/requirements.txt', import.meta.url)),
};

/** A key cannot decide about what it has ordered itself, and one key sends all requests. */
const needAnotherKey: ReadonlySet<string> = new Set(['POST /v1/brake/release', 'POST /v1/brake/refuse']);

const { seed } = parseArguments(usage, () => parseArgs({ options: { seed: { type: 'string' } } })).values;

const python = await findPython();
if (python === undefined) {
  log(
    `Skipped: no Python ${oldestPython} or newer with the module venv is on the PATH, and Schemathesis needs one. Install it from https://www.python.org/downloads/; on Debian and Ubuntu, install python3-venv as well.`,
  );
} else {
  try {
    process.exitCode = await judge(
      await installProgram(schemathesis, python, loadConfig().local.cacheDir, createProgress(process.stderr)),
    );
  } catch (error) {
    log(errorMessage(error));
    process.exitCode = 1;
  }
}

/** Returns the exit code: 0 if Schemathesis reports nothing and every operation has succeeded at least once. */
async function judge(venvPython: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
  const report = join(folder, 'report.ndjson');
  log(
    'Starting the service, and bringing an onboarding or offboarding into each state that a command needs.',
  );
  const service = await startService(join(folder, 'data'));
  let code = 1;
  try {
    code = await runSchemathesis(venvPython, service, folder, report);
    if (!(await showStatuses(service.url, report))) code ||= 1;
    if (code !== 0)
      log(`\nEvery request and response: ${report}\nThe log of the service:\n${service.log().slice(-3_000)}`);
  } finally {
    await service.stop();
    await rm(code === 0 ? folder : join(folder, 'data'), { recursive: true, force: true });
  }
  return code;
}

async function runSchemathesis(
  venvPython: string,
  { url, apiKey, vultr }: Service,
  folder: string,
  report: string,
): Promise<number> {
  const configuration = join(folder, 'schemathesis.toml');
  const send = createSend({ url, key: apiKey });
  const [onboardings, offboardings] = [
    await prepareOnboardings(send, vultr),
    await prepareOffboardings(send, vultr),
  ];
  await writeConfiguration(configuration, onboardings, offboardings, apiKey);
  const args = ['-m', 'schemathesis.cli', '--config-file', configuration, 'run', `${url}/openapi.json`];
  const reports = ['--report', 'ndjson', '--report-ndjson-path', report];
  const seeds = seed === undefined ? [] : ['--seed', seed];
  const child = spawn(venvPython, [...args, ...reports, ...seeds], {
    // It keeps what it learned of the API in the current folder, and must not know more in the next run.
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: longestRunMs,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/**
 * Shows which statuses each operation returned. Returns whether the run got far enough: every operation has succeeded at
 * least once, except those that need another key, and links have led to commands that succeeded.
 */
async function showStatuses(url: string, report: string): Promise<boolean> {
  const response = await fetch(`${url}/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, object>> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const commands = operations.filter((operation) => operation.startsWith('POST /v1/onboardings/{id}/'));
  const withId = operations.filter((operation) => operation.includes('{id}'));
  const { all, byLink } = await readStatuses(report);
  log(`\nStatuses by operation:\n${formatStatuses(all, operations)}`);
  log(`\nOf these, by a link:\n${formatStatuses(byLink, withId)}`);

  const failed = without(isSuccess, all, operations).filter((one) => !needAnotherKey.has(one));
  if (failed.length > 0) log(`\nNo request of these operations succeeded: ${failed.join(', ')}.`);
  const hasLinks = without(isSuccess, byLink, commands).length < commands.length;
  if (!hasLinks) log('\nNo link led to a command that succeeded.');
  return failed.length === 0 && hasLinks;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function log(text: string): void {
  process.stderr.write(`${text}\n`);
}
