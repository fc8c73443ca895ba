import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Client, Connection } from '@temporalio/client';
import { loadConfig } from '../src/config/config.ts';
import type { Timings } from '../src/contract/temporal/timings.ts';
import { createOnboardings } from '../src/onboardings/create.ts';
import { createOffboardings } from '../src/offboardings/create.ts';
import type { Offboardings } from '../src/offboardings/offboardings.ts';
import { createOrganizationClient } from '../src/temporal/organization-client.ts';
import type { Onboardings } from '../src/onboardings/onboardings.ts';
import type { StartedTestEnvironment } from '../test/support/test-environment.ts';
import { simulatorAt, type SimulatorClient } from '../test/support/simulator-client.ts';
import { type Program, startProgram } from '../test/support/program.ts';
import { clientOn, testEncryptionSetting } from '../test/support/encryption.ts';

export type Service = {
  readonly organization: string;
  readonly client: Client;
  readonly onboardings: Onboardings;
  readonly offboardings: Offboardings;
  readonly simulator: SimulatorClient;
  readonly simulatorProgram: Program;
  readonly environment: Record<string, string>;
  /** Starts a worker with this rate budget, and settings that differ from the defaults. Resolves once it takes work. */
  readonly startWorker: (
    requestsPerSecond: number,
    settings?: Readonly<Record<string, string>>,
  ) => Promise<Program>;
  /** Starts an API, with settings that differ from the defaults. */
  readonly startApi: (settings?: Readonly<Record<string, string>>) => Promise<{
    readonly program: Program;
    readonly url: string;
    readonly secret: string;
  }>;
  readonly stop: () => Promise<void>;
};

/** These secrets are used only on this machine, by this run of the benchmark. */
const idKey = 'a key for the benchmark, long enough';
const apiSecret = 'a-secret-for-the-benchmark-only';

/**
 * Creates an organization with a simulator and a client. The simulator and the workers and APIs that a figure starts are
 * processes of their own. The timings are the defaults of the service, except for those that a figure changes.
 */
export async function startService(
  { temporalAddress, workflowBundlePath, folder }: StartedTestEnvironment,
  timings: Partial<Timings> = {},
): Promise<Service> {
  const connection = await Connection.connect({ address: temporalAddress });
  const client = clientOn(connection);
  const organization = randomUUID();
  const simulatorProgram = startProgram('simulator', {
    SIMULATOR_PORT: '0',
    ONBOARDING_DATA_DIR: join(folder, organization),
    LOG_LEVEL: 'error',
  });
  const [, simulatorUrl = '', apiKey = ''] = await simulatorProgram.waitForLine(
    /VULTR_API_URL=(\S+) VULTR_API_KEY=(\S+)/,
  );
  const environment = {
    TEMPORAL_ADDRESS: temporalAddress,
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_WORKFLOW_BUNDLE: workflowBundlePath,
    ONBOARDING_ID_KEY: idKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    VULTR_API_URL: simulatorUrl,
    VULTR_API_KEY: apiKey,
    LOG_LEVEL: 'info',
  };
  const workers: Program[] = [];
  const organizationClient = createOrganizationClient(client, organization);
  const defaults = loadConfig({});
  const common = { idKey, timings: { ...defaults.onboarding.timings, ...timings } };
  return {
    organization,
    client,
    onboardings: createOnboardings(organizationClient, { ...common, maxInvitations: 5 }),
    offboardings: createOffboardings(organizationClient, {
      ...common,
      leaver: defaults.onboarding.leaver,
      brake: defaults.onboarding.brake,
    }),
    simulator: simulatorAt(simulatorUrl, apiKey),
    simulatorProgram,
    environment,
    async startWorker(requestsPerSecond, settings = {}) {
      const worker = startProgram('worker', {
        ...environment,
        VULTR_REQUESTS_PER_SECOND: String(requestsPerSecond),
        ...settings,
      });
      workers.push(worker);
      await worker.waitForLine(/worker started/);
      return worker;
    },
    async startApi(settings = {}) {
      const program = startProgram('api', {
        ...environment,
        PORT: '0',
        ONBOARDING_API_KEYS: `bench:${apiSecret}`,
        ONBOARDING_API_RATE: '100000',
        ...settings,
      });
      const [, url = ''] = await program.waitForLine(/"url":"(http[^"]+)"/);
      return { program, url, secret: apiSecret };
    },
    async stop() {
      for (const worker of workers) await worker.stop();
      await simulatorProgram.stop();
      await connection.close();
    },
  };
}
