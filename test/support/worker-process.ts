import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { testEncryptionSetting } from './encryption.ts';
import { testIdKey } from './id-key.ts';
import type { SimulatedVultr } from './simulated-vultr.ts';

export type WorkerProcess = {
  readonly pid: number;
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
