import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { clientOn } from '../../support/encryption.ts';
import type { TestEnvironment } from '../../support/test-environment.ts';
import { shortTimings } from '../../support/timings.ts';
import { startWorkerProcess, type WorkerProcess, workerEnvironment } from '../../support/worker-process.ts';
import { startCaseVultr } from '../case-vultr.ts';
import { createPeople } from '../people.ts';
import type { Scenario, World } from '../scenario.ts';
import { createWorld } from '../world.ts';

/** A stack whose workers are processes of their own, as in production, so that they can be killed. */
export type CrashStack = World & {
  readonly startWorker: () => WorkerProcess;
  readonly stop: () => Promise<void>;
};

/** Temporal notices a crashed worker after this time. */
const attemptTimeoutMs = 5_000;

export async function startCrashStack(
  scenario: Scenario,
  { temporalAddress, workflowBundlePath }: Pick<TestEnvironment, 'temporalAddress' | 'workflowBundlePath'>,
): Promise<CrashStack> {
  const connection = await Connection.connect({ address: temporalAddress });
  const client = clientOn(connection);
  const person = 'ada';
  const dialect = { invitationLifetimeMs: scenario.firstWindowMs };
  const vultr = await startCaseVultr(dialect, scenario.watch?.(person));
  const organization = randomUUID();
  // The onboarding polls so rarely that only the watch of the next worker can notice the acceptance.
  const timings = { ...shortTimings, attemptTimeoutMs, checkEveryMs: 30 * 60_000 };
  const workers: WorkerProcess[] = [];
  const people = createPeople(scenario, person, { client, organization, timings });
  return {
    ...createWorld({ person, organization, client, vultr, ...people }),
    startWorker() {
      const worker = startWorkerProcess({
        ...workerEnvironment({ temporalAddress, workflowBundlePath, organization, vultr }),
        // Large enough: a new worker takes a tenth at first, and crashed workers are counted for a while.
        VULTR_REQUESTS_PER_SECOND: '250',
        ONBOARDING_BRAKE_SETTLE: '0s',
      });
      workers.push(worker);
      return worker;
    },
    async stop() {
      // Killing a worker that has crashed already does nothing.
      for (const worker of workers) await worker.kill();
      await connection.close();
      await vultr.stop();
    },
  };
}
