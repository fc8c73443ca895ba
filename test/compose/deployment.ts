import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../src/contract/lib/optional.ts';
import { readPage, blocksOf } from '../docs/page.ts';
import { clonePrivately } from './clone.ts';

/** Keeps its containers and volumes apart from those of a real deployment on the same engine. */
const project = 'vultr-onboarding-test';

export type Result = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Container = {
  readonly id: string;
  readonly service: string;
  /** The process ID of the main process, as the engine's machine knows it. 0 while there is none. */
  readonly pid: number;
  readonly health: string;
};

export type Deployment = {
  /** The secret that deploy/make-secrets.sh showed. */
  readonly apiKey: string;
  /** Runs `docker compose` and returns how it ended. */
  readonly compose: (...args: string[]) => Result;
  /** Runs `docker compose`. Throws with its output if it fails. */
  readonly mustCompose: (...args: string[]) => string;
  /** The same, with this standard input. */
  readonly mustComposeWith: (input: string, ...args: string[]) => string;
  readonly containers: () => readonly Container[];
  /** Appends a line to a file in `secrets`, as docs/deployment.md describes. */
  readonly appendSecret: (file: string, line: string) => void;
  /** Takes everything down, and deletes what Temporal has stored. */
  readonly loseTemporal: () => void;
  readonly remove: () => void;
};

/** Why there is no engine to test with, or `undefined` if there is one. */
export function engineMissing(): string | undefined {
  const { status, stderr } = docker('info');
  if (status !== 0) return `no Docker engine responds: ${stderr.trim().split('\n')[0] ?? ''}`;
  if (docker('compose', 'version').status !== 0) return 'Docker has no Compose v2 (docker compose)';
  return undefined;
}

/** Prepares a deployment with the simulator in a private clone, as docs/deployment.md describes, and starts nothing. */
export async function prepareDeployment(): Promise<Deployment> {
  const folder = await clonePrivately();
  const environment = { ...process.env, COMPOSE_PROJECT_NAME: project };
  const secrets = execFileSync(join(folder, 'deploy/make-secrets.sh'), ['--simulator'], { encoding: 'utf8' });
  writeFileSync(join(folder, '.env'), documentedEnv(), { mode: 0o600 });
  const run = (args: string[], input?: string): Result => {
    const {
      status: code,
      stdout,
      stderr,
    } = spawnSync('docker', ['compose', ...args], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
      ...defined({ input }),
      maxBuffer: 64 * 1_048_576,
    });
    return { code, stdout, stderr };
  };
  const mustRun = (args: string[], input?: string): string => {
    const { code, stdout, stderr } = run(args, input);
    if (code !== 0)
      throw new Error(
        `docker compose ${args.join(' ')} failed (${code}):\n${stderr.slice(-4_000)}\n${stdout}`,
      );
    return stdout;
  };
  const mustCompose = (...args: string[]) => mustRun(args);
  // What an earlier run that was killed has left.
  mustCompose('down', '--volumes', '--remove-orphans');
  return {
    apiKey: /more: (\S+)/.exec(secrets)?.[1] ?? '',
    compose: (...args) => run(args),
    mustCompose,
    mustComposeWith: (input, ...args) => mustRun(args, input),
    containers: () => inspect(mustCompose('ps', '--quiet').split('\n').filter(Boolean)),
    appendSecret: (file, line) => appendFileSync(join(folder, 'secrets', file), `${line}\n`),
    loseTemporal() {
      mustCompose('down');
      const { status, stderr } = docker('volume', 'rm', `${project}_postgresql`);
      if (status !== 0) throw new Error(`docker volume rm failed: ${stderr}`);
    },
    remove() {
      mustCompose('down', '--volumes', '--remove-orphans');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Kills the main process of the container as a crash would: the engine restarts nothing that `docker kill` has ended. */
export function crash({ pid }: Container): void {
  const program = `process.kill(${pid}, 'SIGKILL')`;
  const rights = ['--pid=host', '--user=root', '--cap-drop=ALL', '--cap-add=KILL', '--entrypoint=node'];
  const { status, stderr } = docker('run', '--rm', ...rights, 'vultr-onboarding:local', '-e', program);
  if (status !== 0) throw new Error(`Process ${pid} could not be killed: ${stderr}`);
}

/** The ID of the project's image. */
export function imageId(): string {
  return docker('image', 'inspect', '--format', '{{.Id}}', 'vultr-onboarding:local').stdout.trim();
}

function documentedEnv(): string {
  const block = blocksOf(readPage('docs/deployment.md'), 'bash').find((one) => one.includes('> .env')) ?? '';
  const [, file] = /<<'END'\n(.*?\n)END/s.exec(block) ?? [];
  if (file === undefined) throw new Error('docs/deployment.md shows no .env');
  return file;
}

function inspect(ids: readonly string[]): readonly Container[] {
  const { status, stdout, stderr } = docker('inspect', ...ids);
  if (status !== 0) throw new Error(`docker inspect failed: ${stderr}`);
  const found = JSON.parse(stdout) as readonly {
    readonly Id: string;
    readonly State: { readonly Pid: number; readonly Health?: { readonly Status: string } };
    readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  }[];
  return found.map(({ Id: id, State: state, Config: { Labels: labels } }) => ({
    id,
    service: labels['com.docker.compose.service'] ?? '',
    pid: state.Pid,
    health: state.Health?.Status ?? '',
  }));
}

function docker(...args: string[]) {
  return spawnSync('docker', args, { encoding: 'utf8', maxBuffer: 64 * 1_048_576 });
}
