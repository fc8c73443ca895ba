import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type WorkerProcess = {
  readonly pid: number;
  /** Sends SIGKILL: nothing is finished or reported. */
  readonly kill: () => Promise<void>;
};

const program = fileURLToPath(new URL('../../src/bin/worker.ts', import.meta.url));

/** Starts a worker as production does, as `npm run start:worker` in a process of its own. */
export function startWorkerProcess(environment: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...environment },
  });
  const ended = once(child, 'exit');
  return {
    // Undefined only if the process could not be started.
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
