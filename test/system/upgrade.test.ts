import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { checkTemporal } from '../../src/cli/doctor/check-temporal.ts';
import { formatReport } from '../../src/cli/doctor/report.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { clientOn, testEncryptionSetting } from '../support/encryption.ts';
import { startSimulatedVultr, type SimulatedVultr } from '../support/simulated-vultr.ts';
import { testIdKey } from '../support/id-key.ts';
import { shortTimings } from '../support/timings.ts';
import { workflowIdOf } from '../support/executions.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess, type WorkerProcess, workerEnvironment } from '../support/worker-process.ts';

const program = fileURLToPath(new URL('../../src/bin/deployment.ts', import.meta.url));

let connection: Connection;
let vultr: SimulatedVultr;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  vultr = await startSimulatedVultr({ requestsPerSecond: 0 });
});

afterAll(async () => {
  for (const worker of workers) await worker.kill();
  await connection.close();
  await vultr.stop();
});

test('a newer build continues a waiting onboarding once it is the current one', async () => {
  const client = clientOn(connection);
  const organization = randomUUID();
  const organizationClient = createOrganizationClient(client, organization);
  const environment = {
    ...workerEnvironment({
      temporalAddress: inject('temporalAddress'),
      workflowBundlePath: inject('workflowBundlePath'),
      organization,
      vultr,
    }),
    VULTR_REQUESTS_PER_SECOND: '250',
  };
  const startBuild = async (buildId: string) => {
    const worker = startWorkerProcess({ ...environment, ONBOARDING_BUILD_ID: buildId });
    workers.push(worker);
    await until(
      `workers of build ${buildId}`,
      () => organizationClient.activeBuildIds(),
      (builds) => builds.has(buildId),
      60_000,
    );
    return worker;
  };
  const deployment = async (...args: string[]) => {
    const env = { PATH: process.env['PATH'], ...environment };
    return (await promisify(execFile)(process.execPath, [program, ...args], { env })).stdout;
  };
  const doctorReport = async () => {
    const findings = await checkTemporal({ client: organizationClient, address: 'here' });
    return formatReport(findings, false);
  };
  const buildOf = async (id: string) => {
    const { raw } = await client.workflow.getHandle(workflowIdOf(id)).describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
  };
  const onboardings = createOnboardings(organizationClient, {
    idKey: testIdKey,
    maxInvitations: 5,
    timings: { ...shortTimings, invitationLifetimeMs: 60 * 60_000 },
  });
  const reached = (id: string, state: string) =>
    until(
      state,
      () => onboardings.get(id),
      (onboarding) => onboarding.state === state,
      60_000,
    );

  const old = await startBuild('1.0.0');
  // Versioned workers receive no work until a build is the current one.
  expect(await doctorReport()).toMatch(/✗ work goes to workers without a build ID.*\n.*current 1\.0\.0/);
  const firstBuild = await deployment('current', '1.0.0');
  expect(firstBuild).toContain('current  1.0.0');
  expect(firstBuild).toMatch(/^Build 1\.0\.0 should have replayed the live histories: npm run replay/);
  expect(await deployment('status')).not.toContain('npm run replay');
  const { onboarding: run } = await onboardings.start(
    { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] },
    { name: 'hr' },
  );
  const { invitation } = await reached(run.id, 'awaiting_acceptance');
  expect(await buildOf(run.id)).toBe('1.0.0');

  await startBuild('1.1.0');
  expect(await deployment('ramp', '1.1.0', '10')).toMatch(/current {2}1\.0\.0\n {2}ramping {2}1\.1\.0, 10 %/);
  // A rollback also ends the ramp of the newer build.
  const rolledBack = await deployment('current', '1.0.0');
  expect(rolledBack).toContain('current  1.0.0');
  expect(rolledBack).not.toContain('ramping');
  expect(await deployment('ramp', '1.1.0', '10')).toContain('ramping');
  expect(await deployment('ramp', '1.1.0', '0')).not.toContain('ramping');
  expect(await deployment('current', '1.1.0')).toContain('current  1.1.0');
  await old.kill();
  expect(await doctorReport()).toContain('✓ work goes to workers with build ID 1.1.0');
  await vultr.accept(invitation?.id ?? '');
  await reached(run.id, 'completed');
  expect(await buildOf(run.id)).toBe('1.1.0');
}, 180_000);

test('a build without workers is refused with a clear message', async () => {
  const env = {
    PATH: process.env['PATH'],
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ONBOARDING_ORGANIZATION: randomUUID(),
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
  };
  await expect(
    promisify(execFile)(process.execPath, [program, 'current', '9.9.9'], { env }),
  ).rejects.toMatchObject({
    stderr: expect.stringMatching(
      /^\nNo worker with build ID 9\.9\.9 is polling.*ONBOARDING_BUILD_ID=9\.9\.9/,
    ) as string,
  });
});
