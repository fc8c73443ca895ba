import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { invitationWatchIdFor } from '../../src/contract/temporal/invitation-watch.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { startSimulatedVultr } from '../support/simulated-vultr.ts';
import { testIdKey } from '../support/id-key.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess, workerEnvironment } from '../support/worker-process.ts';
import { clientOn } from '../support/encryption.ts';

let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});

afterAll(() => connection.close());

/** Starts a Vultr with the real limit of 30 requests per second, at which worker processes can be started as in production. */
async function startService(environment: Readonly<Record<string, string>> = {}) {
  const client = clientOn(connection);
  const vultr = await startSimulatedVultr();
  const organization = randomUUID();
  const workers = new Map<number, ReturnType<typeof startWorkerProcess>>();
  const startWorker = () => {
    const worker = startWorkerProcess({
      ...workerEnvironment({
        temporalAddress: inject('temporalAddress'),
        workflowBundlePath: inject('workflowBundlePath'),
        organization,
        vultr,
      }),
      ...environment,
    });
    workers.set(worker.pid, worker);
    return worker;
  };
  // After the polls of the first minute, an onboarding does not poll by itself within the test.
  const timings = { ...shortTimings, checkEveryMs: 60 * 60_000, invitationLifetimeMs: 60 * 60_000 };
  const onboardings = createOnboardings(createOrganizationClient(client, organization), {
    idKey: testIdKey,
    maxInvitations: 5,
    timings,
  });
  const reached = (id: string, state: string) =>
    until(
      state,
      () => onboardings.get(id),
      (onboarding) => onboarding.state === state,
      60_000,
    );
  return {
    client,
    vultr,
    organization,
    startWorker,
    onboardings,
    reached,
    /** Returns the process ID of the worker that runs the watch. */
    watchingWorker: async () => {
      const handle = client.workflow.getHandle(invitationWatchIdFor(organization));
      const activity = (await handle.describe()).raw.pendingActivities?.[0];
      return Number(activity?.lastWorkerIdentity?.split('@')[0]);
    },
    worker: (pid: number) => workers.get(pid),
    async stop() {
      for (const worker of workers.values()) await worker.kill();
      await vultr.stop();
    },
  };
}

async function invite({ onboardings, reached }: Awaited<ReturnType<typeof startService>>, email: string) {
  const { onboarding: run } = await onboardings.start(
    { email, group: { name: 'Developers' }, policies: ['Provisioning'] },
    { name: 'hr' },
  );
  const { invitation } = await reached(run.id, 'awaiting_acceptance');
  return { id: run.id, invitationId: invitation?.id ?? '' };
}

describe('two workers', () => {
  test(
    'run one watch; if the worker that runs it is killed with kill -9, the other runs it',
    { timeout: 120_000 },
    async () => {
      const service = await startService();
      const { vultr, startWorker, reached, watchingWorker } = service;
      try {
        const pids = [startWorker().pid, startWorker().pid];
        const ada = await invite(service, 'ada@example.com');
        // Grace does not accept, so the watch has someone to watch for until the end of the test.
        await invite(service, 'grace@example.com');
        const first = await until('the watch', watchingWorker, (pid) => pids.includes(pid), 30_000);
        await service.worker(first)?.kill();
        // The person accepts while no worker runs the watch. Their onboarding still looks by itself, so either may notice it.
        await vultr.accept(ada.invitationId);
        const second = pids.find((pid) => pid !== first);
        await until('the other worker to run the watch', watchingWorker, (pid) => pid === second, 60_000);
        expect((await reached(ada.id, 'completed')).evidence).toBeDefined();
      } finally {
        await service.stop();
      }
    },
  );

  test(
    'run one watch; if the worker that runs it is stopped, it ends within seconds and the other runs it',
    { timeout: 120_000 },
    async () => {
      const service = await startService({ LOG_LEVEL: 'warn' });
      const { vultr, client, organization, startWorker, reached, watchingWorker } = service;
      try {
        const pids = [startWorker().pid, startWorker().pid];
        const ada = await invite(service, 'ada@example.com');
        await vultr.accept(ada.invitationId);
        await reached(ada.id, 'completed');
        // Grace does not accept, so the watch has someone to watch for until the end of the test.
        await invite(service, 'grace@example.com');
        const first = await until('the watch', watchingWorker, (pid) => pids.includes(pid), 30_000);
        const beganAtMs = performance.now();
        expect(await service.worker(first)?.stop()).toBe(0);
        // Running activities have 20 seconds to finish.
        expect(performance.now() - beganAtMs).toBeLessThan(10_000);
        const second = pids.find((pid) => pid !== first);
        await until('the other worker to run the watch', watchingWorker, (pid) => pid === second, 60_000);
        const watch = client.workflow.getHandle(invitationWatchIdFor(organization));
        const { events } = await watch.fetchHistory();
        expect(events?.filter((event) => event.activityTaskFailedEventAttributes)).toEqual([]);
        expect((await watch.describe()).raw.pendingActivities?.[0]?.attempt).toBe(1);
        // The SDK warns about a memo of 2 KiB unless told otherwise, and that of a person is larger.
        for (const pid of pids) expect(service.worker(pid)?.log()).not.toContain('TMPRL1103');
      } finally {
        await service.stop();
      }
    },
  );

  test('together cause no 429, with thirty onboardings at once', { timeout: 180_000 }, async () => {
    const service = await startService();
    const { client, vultr, organization, startWorker, onboardings, reached } = service;
    try {
      startWorker();
      const organizationClient = createOrganizationClient(client, organization);
      const untilWorkersAre = (count: number) =>
        until(
          'the workers',
          () => organizationClient.countOtherWorkers(''),
          (found) => found === count,
          60_000,
        );
      await untilWorkersAre(1);
      startWorker();
      await untilWorkersAre(2);
      const started = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          onboardings.start(
            { email: `hire${index}@example.com`, group: { name: 'Developers' }, policies: ['Provisioning'] },
            { name: 'hr' },
          ),
        ),
      );
      for (const { onboarding: run } of started) {
        const { invitation } = await reached(run.id, 'awaiting_acceptance');
        await vultr.accept(invitation?.id ?? '');
      }
      for (const { onboarding: run } of started) await reached(run.id, 'completed');
      const { byStatus } = await vultr.requests();
      expect(byStatus['429']).toBeUndefined();
      expect(await vultr.counts()).toMatchObject({ groups: 1, attachments: 1, mails: 30, memberships: 30 });
    } finally {
      await service.stop();
    }
  });
});
