import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';
import { testIdKey } from '../support/stack.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import { clientOn, testEncryptionSetting } from '../support/encryption.ts';

type Moment = {
  readonly step: string;
  readonly method: string;
  readonly path: string;
  /** When the trap is set: some requests are made by earlier steps, too. */
  readonly trapFrom: 'the start' | 'invitation 1';
  /** The step comes before the person accepts, who then accepts this mail; else they accept the first. */
  readonly acceptsAfter?: number;
};

/**
 * The worker is killed while Vultr has done what a step asked for and its answer is still on the way: the worst moment,
 * since nobody on this side knows.
 */
const moments: readonly Moment[] = [
  { step: 'preflight', method: 'GET', path: '/v2/policies', trapFrom: 'the start', acceptsAfter: 1 },
  { step: 'inviteUser', method: 'POST', path: '/v2/invitation', trapFrom: 'the start', acceptsAfter: 1 },
  { step: 'ensureGroup', method: 'POST', path: '/v2/groups', trapFrom: 'the start', acceptsAfter: 1 },
  {
    step: 'attachPolicies',
    method: 'POST',
    path: '/v2/policies/*/groups/*',
    trapFrom: 'the start',
    acceptsAfter: 1,
  },
  { step: 'awaitAcceptance', method: 'GET', path: '/v2/invitation/*', trapFrom: 'invitation 1' },
  {
    step: 'the resend',
    method: 'POST',
    path: '/v2/invitation/*/resend',
    trapFrom: 'the start',
    acceptsAfter: 2,
  },
  { step: 'confirmPerson', method: 'GET', path: '/v2/users', trapFrom: 'invitation 1' },
  { step: 'addMember', method: 'POST', path: '/v2/groups/*/members', trapFrom: 'the start' },
  { step: 'verifyAccess', method: 'GET', path: '/v2/users/*/policies', trapFrom: 'the start' },
];

let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});

afterAll(() => connection.close());

describe.concurrent('a worker that dies by kill -9, another takes over', () => {
  test.each(moments)('in the middle of $step', { timeout: 120_000 }, async (moment) => {
    const vultr = await startSimulatedVultr();
    const organization = randomUUID();
    const startWorker = () =>
      startWorkerProcess({
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        ONBOARDING_ORGANIZATION: organization,
        ONBOARDING_WORKFLOW_BUNDLE: inject('workflowBundlePath'),
        VULTR_API_URL: vultr.url,
        VULTR_API_KEY: vultr.apiKey,
        ONBOARDING_ID_KEY: testIdKey,
        ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
        VULTR_REQUESTS_PER_SECOND: '250',
      });
    let worker = startWorker();
    const replaceWorker = async () => {
      await until('the trap', vultr.pendingFaults, (count) => count === 0, 90_000);
      await worker.kill();
      worker = startWorker();
    };
    try {
      await carryThrough(moment, vultr, organization, replaceWorker);
      const { mails, groups, attachments, memberships } = await vultr.counts();
      expect({ mails, groups, attachments, memberships }).toEqual({
        mails: moment.acceptsAfter ?? 1,
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

async function carryThrough(
  { method, path, trapFrom, acceptsAfter }: Moment,
  vultr: SimulatedVultr,
  organization: string,
  replaceWorker: () => Promise<void>,
): Promise<void> {
  const onboardings = createOnboardings(clientOn(connection), {
    organization,
    idKey: testIdKey,
    maxInvitations: 5,
    timings: { ...shortTimings, attemptTimeoutMs: 4_000 },
  });
  const trap = { match: { method, path }, kind: 'slow', when: 'after', delayMs: 60_000 };
  if (acceptsAfter === 2) await vultr.setDialect({ invitationLifetimeMs: 4_000 });
  if (trapFrom === 'the start') await vultr.fault(trap);

  const request = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
  const { id } = (await onboardings.start(request, { name: 'hr' })).run;
  const invitation = async (number: number) => {
    const run = await until(
      `invitation ${number}`,
      () => onboardings.get(id),
      ({ state, invitation: current }) => state === 'awaiting_acceptance' && current?.number === number,
      90_000,
    );
    return run.invitation?.id ?? '';
  };

  if (acceptsAfter === 2) {
    await invitation(1);
    await vultr.setDialect({ invitationLifetimeMs: 120_000 });
  }
  if (acceptsAfter === undefined) {
    const first = await invitation(1);
    if (trapFrom === 'invitation 1') await vultr.fault(trap);
    await vultr.accept(first);
  }
  await replaceWorker();
  if (acceptsAfter !== undefined) await vultr.accept(await invitation(acceptsAfter));

  const run = await until(
    'completion',
    () => onboardings.get(id),
    ({ state }) => state === 'completed',
    90_000,
  );
  expect(run.attention).toBeUndefined();
}
