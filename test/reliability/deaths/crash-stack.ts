import { randomUUID } from 'node:crypto';
import { type Client, Connection } from '@temporalio/client';
import { createOnboardings } from '../../../src/onboardings/create.ts';
import { shortTimings } from '../../support/timings.ts';
import { startWorkerProcess, type WorkerProcess } from '../../support/worker-process.ts';
import type { Ground } from '../../support/test-environment.ts';
import type { Outside, Scenario } from '../scenario.ts';
import { idKey, vultrTimeoutMs } from '../shared-worker.ts';
import { startVultr } from '../case-vultr.ts';
import { clientOn, testEncryptionSetting } from '../../support/encryption.ts';

/** What a run needs around it, with the worker in a process of its own, as in production, so that it can be killed. */
export type CrashStack = Outside & {
  readonly organization: string;
  readonly client: Client;
  readonly startWorker: () => WorkerProcess;
  readonly stop: () => Promise<void>;
};

/** A worker that died is noticed after this long. */
const attemptTimeoutMs = 4_000;

export async function startCrashStack(
  { firstWindowMs }: Scenario,
  { temporalAddress, workflowBundlePath }: Ground,
): Promise<CrashStack> {
  const connection = await Connection.connect({ address: temporalAddress });
  const client = clientOn(connection);
  const vultr = await startVultr({ invitationLifetimeMs: firstWindowMs });
  const organization = randomUUID();
  // So long that no run is saved by a look of its own: whoever comes after a death has to watch.
  const timings = { ...shortTimings, attemptTimeoutMs, checkEveryMs: 30 * 60_000 };
  const workers: WorkerProcess[] = [];
  return {
    organization,
    client,
    vultr,
    runs: createOnboardings(client, { organization, idKey, maxInvitations: 5, timings }),
    startWorker() {
      const worker = startWorkerProcess({
        TEMPORAL_ADDRESS: temporalAddress,
        ONBOARDING_ORGANIZATION: organization,
        ONBOARDING_WORKFLOW_BUNDLE: workflowBundlePath,
        VULTR_API_URL: vultr.url,
        VULTR_API_KEY: vultr.apiKey,
        ONBOARDING_ID_KEY: idKey,
        ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
        // For a newcomer takes a tenth at first, and the dead are counted for a while.
        VULTR_REQUESTS_PER_SECOND: '250',
        VULTR_TIMEOUT: `${vultrTimeoutMs}ms`,
      });
      workers.push(worker);
      return worker;
    },
    async stop() {
      // One that is dead already does not mind.
      for (const worker of workers) await worker.kill();
      await connection.close();
      await vultr.stop();
    },
  };
}
