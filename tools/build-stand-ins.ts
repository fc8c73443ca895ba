import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { loadConfig } from '../src/config/config.ts';
import { errorMessage } from '../src/contract/lib/error-message.ts';
import { createProgress } from '../src/contract/lib/progress.ts';
import { runCommand } from '../src/dev-server/run-command.ts';
import { importBase } from './compose-standins/base.ts';
import { type StandIn, standIns } from './compose-standins/images.ts';

const usage = `npm run build:stand-ins

Builds stand-ins for the third-party images of docker-compose.yml that the Docker engine does not have, for a machine
that reaches no registry. Needs root, debootstrap and Go. See tools/compose-standins/README.md. It takes no options.`;

parseArguments(usage);

const base = 'vultr-onboarding-stand-in:base';
const buildTimeoutMs = 10 * 60_000;

try {
  const absent: StandIn[] = [];
  for (const standIn of standIns(loadConfig().local.cacheDir, createProgress(process.stderr))) {
    if (await isPresent(standIn.image)) log(`${standIn.image}: present, kept`);
    else absent.push(standIn);
  }
  if (absent.length > 0 && !(await isPresent(base))) {
    log('Importing a Debian system with debootstrap, which takes a minute or two.');
    await importBase(base);
  }
  for (const standIn of absent) {
    await build(standIn);
    log(`${standIn.image}: built`);
  }
} catch (error) {
  log(errorMessage(error));
  process.exitCode = 1;
}

async function isPresent(image: string): Promise<boolean> {
  return (await runCommand('docker', ['image', 'ls', '--quiet', image])).stdout.trim() !== '';
}

async function build({ image, folder, files }: StandIn): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'stand-in-'));
  try {
    await cp(folder, context, { recursive: true });
    for (const [name, path] of Object.entries(await files()))
      await cp(path, join(context, name), { recursive: true, dereference: true });
    await runCommand('docker', ['build', '--build-arg', `BASE=${base}`, '--tag', image, context], {
      timeoutMs: buildTimeoutMs,
    });
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function log(text: string): void {
  process.stderr.write(`${text}\n`);
}
