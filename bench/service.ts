import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Timings } from '../src/contract/timings.ts';
import { createRuns } from '../src/runs/create-runs.ts';
import type { Runs } from '../src/runs/runs.ts';
import type { Ground } from './ground.ts';
import { type Program, startProgram } from './process.ts';

/** The timings that the service has by default; what a figure changes it says. */
export const defaultTimings: Timings = {
  invitationLifetimeMs: 3 * 24 * 60 * 60_000,
  checkEveryMs: 6 * 60 * 60_000,
  settleMs: 15_000,
  readPatienceMs: 5 * 60_000,
  stepPatienceMs: 30 * 60_000,
  attemptTimeoutMs: 45_000,
  retryFirstMs: 1_000,
  retryMaxMs: 60_000,
  groupAnswerMs: 15 * 60_000,
  groupIdleMs: 60_000,
};

export type Service = {
  readonly organization: string;
  readonly client: Client;
  readonly runs: Runs;
  readonly simulator: Simulator;
  readonly simulatorProgram: Program;
  readonly environment: Record<string, string>;
  /** A worker with this budget. Waits until it has begun to take work. */
  readonly startWorker: (requestsPerSecond: number) => Promise<Program>;
  readonly stop: () => Promise<void>;
};

export type Simulator = {
  readonly url: string;
  readonly apiKey: string;
  readonly call: (method: string, path: string, body?: object) => Promise<unknown>;
  readonly setDialect: (change: object) => Promise<void>;
  readonly accept: (invitationId: string) => Promise<void>;
  readonly requests: () => Promise<{
    total: number;
    byOperation: Record<string, number>;
    byStatus: Record<string, number>;
  }>;
  readonly forgetRequests: () => Promise<void>;
};

/** The secrets are for this machine and this run of the benchmark only. */
const idKey = 'a key for the benchmark, long enough';

/** An organization of its own: simulator, client, and workers to be started; all processes of their own. */
export async function startService(ground: Ground, timings: Partial<Timings> = {}): Promise<Service> {
  const connection = await Connection.connect({ address: ground.temporal.address });
  const client = new Client({ connection });
  const organization = randomUUID();
  const simulatorProgram = startProgram('simulator', {
    SIMULATOR_PORT: '0',
    ONBOARDING_DATA_DIR: join(ground.folder, organization),
    LOG_LEVEL: 'error',
  });
  const [, url = '', apiKey = ''] = await simulatorProgram.said(/VULTR_API_URL=(\S+) VULTR_API_KEY=(\S+)/);
  const environment = {
    TEMPORAL_ADDRESS: ground.temporal.address,
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_WORKFLOW_BUNDLE: ground.workflowBundlePath,
    ONBOARDING_ID_KEY: idKey,
    VULTR_API_URL: url,
    VULTR_API_KEY: apiKey,
    LOG_LEVEL: 'info',
  };
  const workers: Program[] = [];
  return {
    organization,
    client,
    runs: createRuns(client, {
      organization,
      idKey,
      maxInvitations: 5,
      timings: { ...defaultTimings, ...timings },
    }),
    simulator: simulatorAt(url, apiKey),
    simulatorProgram,
    environment,
    async startWorker(requestsPerSecond) {
      const worker = startProgram('worker', {
        ...environment,
        VULTR_REQUESTS_PER_SECOND: String(requestsPerSecond),
      });
      workers.push(worker);
      await worker.said(/worker started/);
      return worker;
    },
    async stop() {
      for (const worker of workers) await worker.stop();
      await simulatorProgram.stop();
      await connection.close();
    },
  };
}

function simulatorAt(url: string, apiKey: string): Simulator {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  return {
    url,
    apiKey,
    call,
    setDialect: async (change) => void (await call('PUT', '/__sim/dialect', change)),
    accept: async (id) => void (await call('POST', `/__sim/invitations/${id}/accept`, {})),
    requests: async () =>
      (await call('GET', '/__sim/requests?limit=0')) as Awaited<ReturnType<Simulator['requests']>>,
    forgetRequests: async () => void (await call('DELETE', '/__sim/requests')),
  };
}
