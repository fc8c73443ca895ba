import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { testEncryptionSetting } from './encryption.ts';
import { testIdKey } from './id-key.ts';
import type { SimulatedVultr } from './simulated-vultr.ts';

export type WorkerProcess = {
  readonly pid: number;
  /** What the worker has logged: errors, unless the environment sets another level. */
  readonly log: () => string;
  /** Sends SIGTERM, as a platform does. Resolves with the exit code once the process has ended. */
  readonly stop: () => Promise<number | null>;
  /** Sends SIGKILL: nothing is finished or reported. */
  readonly kill: () => Promise<void>;
};

const program = fileURLToPath(new URL('../../src/bin/worker.ts', import.meta.url));

/** Returns the settings that every worker needs to serve the organization with the simulated Vultr. */
export function workerEnvironment(service: {
  readonly temporalAddress: string;
  readonly workflowBundlePath: string;
  readonly organization: string;
  readonly vultr: Pick<SimulatedVultr, 'url' | 'apiKey'>;
}): Readonly<Record<string, string>> {
  return {
    TEMPORAL_ADDRESS: service.temporalAddress,
    ONBOARDING_WORKFLOW_BUNDLE: service.workflowBundlePath,
    ONBOARDING_ORGANIZATION: service.organization,
    ONBOARDING_ID_KEY: testIdKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    VULTR_API_URL: service.vultr.url,
    VULTR_API_KEY: service.vultr.apiKey,
    // A write starts only if this and the settle time fit into the rest of a short attempt.
    VULTR_TIMEOUT: '2s',
  };
}

/** Starts a worker as production does, as `npm run start:worker` in a process of its own. */
export function startWorkerProcess(environment: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...environment },
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = once(child, 'exit');
  return {
    // Undefined only if the process could not be started.
    pid: child.pid ?? 0,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
