import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';
import { testIdKey } from '../support/id-key.ts';
import { startWorkerProcess, workerEnvironment } from '../support/worker-process.ts';
import { clientOn } from '../support/encryption.ts';

type Moment = {
  readonly step: string;
  readonly method: string;
  readonly path: string;
  /** When the fault is injected, because earlier steps send some of the requests as well. */
  readonly injectAt: 'the start' | 'invitation 1';
  /** If the step comes before the acceptance, the number of the email that the person then accepts. Otherwise the first. */
  readonly acceptsEmail?: number;
};

/**
 * The worker is killed after Vultr has executed a request of the step and before its response arrives. This is the worst
 * moment, because the service does not know the outcome.
 */
const moments: readonly Moment[] = [
  { step: 'preflight', method: 'GET', path: '/v2/policies', injectAt: 'the start', acceptsEmail: 1 },
  { step: 'inviteUser', method: 'POST', path: '/v2/invitation', injectAt: 'the start', acceptsEmail: 1 },
  { step: 'ensureGroup', method: 'POST', path: '/v2/groups', injectAt: 'the start', acceptsEmail: 1 },
  {
    step: 'attachPolicies',
    method: 'POST',
    path: '/v2/policies/*/groups/*',
    injectAt: 'the start',
    acceptsEmail: 1,
  },
  { step: 'awaitAcceptance', method: 'GET', path: '/v2/invitation/*', injectAt: 'invitation 1' },
  {
    step: 'the resend',
    method: 'POST',
    path: '/v2/invitation/*/resend',
    injectAt: 'the start',
    acceptsEmail: 2,
  },
  { step: 'confirmPerson', method: 'GET', path: '/v2/users', injectAt: 'invitation 1' },
  { step: 'addMember', method: 'POST', path: '/v2/groups/*/members', injectAt: 'the start' },
  { step: 'verifyAccess', method: 'GET', path: '/v2/users/*/policies', injectAt: 'the start' },
];

let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});

afterAll(() => connection.close());

describe.concurrent('a worker is killed with kill -9 and another takes over', () => {
  test.each(moments)('in the middle of $step', { timeout: 120_000 }, async (moment) => {
    const vultr = await startSimulatedVultr();
    const organization = randomUUID();
    const startWorker = () =>
      startWorkerProcess({
        ...workerEnvironment({
          temporalAddress: inject('temporalAddress'),
          workflowBundlePath: inject('workflowBundlePath'),
          organization,
          vultr,
        }),
        VULTR_REQUESTS_PER_SECOND: '250',
      });
    let worker = startWorker();
    const replaceWorker = async () => {
      await until('the request of the step', vultr.pendingFaults, (count) => count === 0, 90_000);
      await worker.kill();
      worker = startWorker();
    };
    try {
      await driveOnboarding(moment, vultr, organization, replaceWorker);
      const { mails, groups, attachments, memberships } = await vultr.counts();
      expect({ mails, groups, attachments, memberships }).toEqual({
        mails: moment.acceptsEmail ?? 1,
        groups: 1,
        attachments: 1,
        memberships: 1,
      });
    } finally {
      await worker.kill();
      await vultr.stop();
    }
  });
});

async function driveOnboarding(
  { method, path, injectAt, acceptsEmail }: Moment,
  vultr: SimulatedVultr,
  organization: string,
  replaceWorker: () => Promise<void>,
): Promise<void> {
  const onboardings = createOnboardings(createOrganizationClient(clientOn(connection), organization), {
    idKey: testIdKey,
    maxInvitations: 5,
    timings: { ...shortTimings, attemptTimeoutMs: 5_000 },
  });
  const fault = { match: { method, path }, kind: 'slow', when: 'after', delayMs: 60_000 };
  if (acceptsEmail === 2) await vultr.setDialect({ invitationLifetimeMs: 4_000 });
  if (injectAt === 'the start') await vultr.fault(fault);

  const request = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
  const { id } = (await onboardings.start(request, { name: 'hr' })).onboarding;
  const invitation = async (number: number) => {
    const view = await until(
      `invitation ${number}`,
      () => onboardings.get(id),
      ({ state, invitation: current }) => state === 'awaiting_acceptance' && current?.number === number,
      90_000,
    );
    return view.invitation?.id ?? '';
  };

  if (acceptsEmail === 2) {
    await invitation(1);
    await vultr.setDialect({ invitationLifetimeMs: 120_000 });
  }
  if (acceptsEmail === undefined) {
    const first = await invitation(1);
    if (injectAt === 'invitation 1') await vultr.fault(fault);
    await vultr.accept(first);
  }
  await replaceWorker();
  if (acceptsEmail !== undefined) await vultr.accept(await invitation(acceptsEmail));

  const { attention, history } = await until(
    'completion',
    () => onboardings.get(id),
    ({ state }) => state === 'completed',
    90_000,
  );
  expect(attention).toBeUndefined();
  // A person whom the worker had added before it died is not taken for an earlier member.
  expect(history.map(({ message }) => message)).toContain('added to the group');
}
