import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import type { Progress } from '../../src/contract/lib/progress.ts';
import { bundleWorkflows } from '../../src/workers/bundle-workflows.ts';
import { testEncryptionSetting } from '../support/encryption.ts';
import { type Program, startProgram } from '../support/program.ts';
import { simulatorAt, type SimulatorClient } from '../support/simulator-client.ts';
import { type Balancer, createBalancer } from './balancer.ts';
import type { DatabaseAccess } from './back-up.ts';
import { findPostgres } from './find-postgres.ts';
import { findServer } from './find-server.ts';
import { startPostgres } from './postgres.ts';
import {
  createSchema,
  database,
  prepareNamespace,
  prepareServer,
  serverPorts,
  type TemporalServer,
} from './temporal-server.ts';

export const apiSecret = 'secret-of-the-hr-system';
const password = 'password-of-the-test';
const namespace = 'onboarding';

/** A production setup of processes: PostgreSQL, Temporal, the simulator, two workers and two APIs. */
export type Production = {
  readonly temporal: TemporalServer;
  readonly database: DatabaseAccess;
  readonly vultr: SimulatorClient;
  /** The addresses of the two APIs. */
  readonly apiUrls: readonly string[];
  /** In front of the two APIs. */
  readonly balancer: Balancer;
  readonly restartApi: (index: number) => Promise<number | null>;
  readonly restartWorker: (index: number) => Promise<number | null>;
  /** Creates the schema and the namespace again, although they exist. */
  readonly prepareAgain: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** @param settings what the APIs and workers are configured with in addition */
export async function startProduction(
  progress: Progress,
  settings: Readonly<Record<string, string>> = {},
): Promise<Production> {
  const { cacheDir } = loadConfig().local;
  const programs = await findServer(cacheDir, progress);
  const binaries = await findPostgres(cacheDir, progress.print);
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-postgres-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
  };
  try {
    // Below the range of outgoing connections, because a port must stay free while its server is stopped.
    const first = randomInt(10_000, 30_000 - 100);
    const portAt = (offset: number) => first + offset;
    const postgres = await startPostgres({
      binaries,
      folder,
      port: portAt(0),
      user: database.user,
      password,
    });
    stops.push(postgres.stop);
    const ports = Array.from({ length: serverPorts }, (_, index) => portAt(1 + index));
    const server = { programs, postgres, password, ports, folder };
    const temporal = await prepareServer(server);
    await temporal.start();
    stops.push(temporal.stop);
    progress.print(await prepareNamespace(temporal.address, namespace));

    const simulator = startProgram('simulator', {
      SIMULATOR_PORT: '0',
      ONBOARDING_DATA_DIR: folder,
      LOG_LEVEL: 'error',
    });
    stops.push(simulator.stop);
    const [, url = '', apiKey = ''] = await simulator.waitForLine(/VULTR_API_URL=(\S+) VULTR_API_KEY=(\S+)/);
    const vultr = simulatorAt(url, apiKey);
    // A new worker has a tenth of the rate budget for a while. The tests must not wait for that.
    await vultr.setDialect({ requestsPerSecond: 0 });

    const workflowBundle = join(folder, 'workflows.js');
    await writeFile(workflowBundle, (await bundleWorkflows()).code);
    const environment = {
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: namespace,
      ONBOARDING_API_KEYS: `hr:${apiSecret}`,
      ONBOARDING_API_RATE: '1000',
      ONBOARDING_DRAIN: '3s',
      ONBOARDING_ID_KEY: 'a key for ids of this test, long enough',
      ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
      ONBOARDING_WORKFLOW_BUNDLE: workflowBundle,
      ONBOARDING_SETTLE: '1s',
      ONBOARDING_ATTEMPT_TIMEOUT: '5s',
      VULTR_TIMEOUT: '2s',
      VULTR_API_URL: url,
      VULTR_API_KEY: apiKey,
      VULTR_REQUESTS_PER_SECOND: '500',
      ...settings,
    };
    const starts = {
      api: async (index: number) => {
        const api = startProgram('api', { ...environment, PORT: `${portAt(50 + index)}` });
        await api.waitForLine(/API started/);
        return api;
      },
      worker: async () => {
        const worker = startProgram('worker', environment);
        await worker.waitForLine(/worker started/);
        return worker;
      },
    };
    const workers: Program[] = [];
    const apis: Program[] = [];
    stops.push(async () => {
      for (const program of [...apis, ...workers]) await program.stop();
    });
    const apiUrls = [0, 1].map((index) => `http://127.0.0.1:${portAt(50 + index)}`);
    const balancer = createBalancer(apiUrls);
    stops.push(async () => balancer.stop());
    for (const index of [0, 1]) {
      workers.push(await starts.worker());
      apis.push(await starts.api(index));
      await balancer.untilReady(index);
    }
    return {
      temporal,
      database: { port: postgres.port, password },
      vultr,
      apiUrls,
      balancer,
      async restartApi(index) {
        const code = await restart(apis, index, () => starts.api(index));
        await balancer.untilReady(index);
        return code;
      },
      restartWorker: (index) => restart(workers, index, starts.worker),
      async prepareAgain() {
        await createSchema(server);
        return await prepareNamespace(temporal.address, namespace);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function restart(
  programs: Program[],
  index: number,
  start: () => Promise<Program>,
): Promise<number | null> {
  const code = await programs[index]?.stop();
  programs[index] = await start();
  return code ?? null;
}
