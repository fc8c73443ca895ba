import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Client, Connection } from '@temporalio/client';
import { loadConfig } from '../src/config/config.ts';
import type { Timings } from '../src/contract/temporal/timings.ts';
import { createOnboardings } from '../src/onboardings/create.ts';
import type { Onboardings } from '../src/onboardings/onboardings.ts';
import type { TestEnvironment } from '../test/support/test-environment.ts';
import { simulatorAt, type SimulatorClient } from '../test/support/simulator-client.ts';
import { type Program, startProgram } from '../test/support/program.ts';
import { clientOn, testEncryptionSetting } from '../test/support/encryption.ts';

export type Service = {
  readonly organization: string;
  readonly client: Client;
  readonly runs: Onboardings;
  readonly simulator: SimulatorClient;
  readonly simulatorProgram: Program;
  readonly environment: Record<string, string>;
  /** A worker with this budget. Waits until it has begun to take work. */
  readonly startWorker: (requestsPerSecond: number) => Promise<Program>;
  readonly startApi: () => Promise<{
    readonly program: Program;
    readonly url: string;
    readonly secret: string;
  }>;
  readonly stop: () => Promise<void>;
};

/** The secrets are for this machine and this run of the benchmark only. */
const idKey = 'a key for the benchmark, long enough';
const apiSecret = 'a-secret-for-the-benchmark-only';

/**
 * An organization of its own: simulator, client, and workers to be started; all processes of their own. The timings are
 * those that the service has by default, but for what a figure changes.
 */
export async function startService(
  ground: TestEnvironment,
  timings: Partial<Timings> = {},
): Promise<Service> {
  const connection = await Connection.connect({ address: ground.temporalAddress });
  const client = clientOn(connection);
  const organization = randomUUID();
  const simulatorProgram = startProgram('simulator', {
    SIMULATOR_PORT: '0',
    ONBOARDING_DATA_DIR: join(ground.folder, organization),
    LOG_LEVEL: 'error',
  });
  const [, simulatorUrl = '', apiKey = ''] = await simulatorProgram.said(
    /VULTR_API_URL=(\S+) VULTR_API_KEY=(\S+)/,
  );
  const environment = {
    TEMPORAL_ADDRESS: ground.temporalAddress,
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_WORKFLOW_BUNDLE: ground.workflowBundlePath,
    ONBOARDING_ID_KEY: idKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    VULTR_API_URL: simulatorUrl,
    VULTR_API_KEY: apiKey,
    LOG_LEVEL: 'info',
  };
  const workers: Program[] = [];
  return {
    organization,
    client,
    runs: createOnboardings(client, {
      organization,
      idKey,
      maxInvitations: 5,
      timings: { ...loadConfig({}).onboarding.timings, ...timings },
    }),
    simulator: simulatorAt(simulatorUrl, apiKey),
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
    async startApi() {
      const program = startProgram('api', {
        ...environment,
        PORT: '0',
        ONBOARDING_API_KEYS: `bench:${apiSecret}`,
        ONBOARDING_API_RATE: '100000',
      });
      const [, url = ''] = await program.said(/"url":"(http[^"]+)"/);
      return { program, url, secret: apiSecret };
    },
    async stop() {
      for (const worker of workers) await worker.stop();
      await simulatorProgram.stop();
      await connection.close();
    },
  };
}
