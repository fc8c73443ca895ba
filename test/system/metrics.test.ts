import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { metricNames, metrics } from '../../src/contract/metrics/metrics.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOffboardings } from '../../src/offboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { createApiMetrics } from '../../src/telemetry/api-metrics.ts';
import { apiOver } from '../api/fake-onboardings.ts';
import { askBrake } from '../support/ask-brake.ts';
import { clientOn } from '../support/encryption.ts';
import { freePort } from '../support/free-port.ts';
import { alertExpressions, dashboard, metricsIn } from '../support/named-metrics.ts';
import { startSimulatedVultr } from '../support/simulated-vultr.ts';
import { testIdKey } from '../support/id-key.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess, workerEnvironment } from '../support/worker-process.ts';

const organization = randomUUID();
const caller = { name: 'hr', requestId: 'a' };
const stops: (() => Promise<unknown>)[] = [];
let worker = '';
let api = '';
let readiness: unknown;

const scrape = async (url: string) => (await fetch(url)).text();

/** Scrapes a real worker and the API after three onboardings: one completed, one resent, one stuck and then cancelled; after an offboarding that took effect, and after a question to the brake. */
beforeAll(async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  stops.push(() => connection.close());
  const client = clientOn(connection);
  const vultr = await startSimulatedVultr();
  stops.push(() => vultr.stop());
  const metricsAddress = `127.0.0.1:${await freePort()}`;
  const healthAddress = `127.0.0.1:${await freePort()}`;
  const workerProcess = startWorkerProcess({
    ...workerEnvironment({
      temporalAddress: inject('temporalAddress'),
      workflowBundlePath: inject('workflowBundlePath'),
      organization,
      vultr,
    }),
    ONBOARDING_WORKER_METRICS: metricsAddress,
    ONBOARDING_WORKER_HEALTH: healthAddress,
    ONBOARDING_SWEEP_EVERY: '1s',
  });
  stops.push(() => workerProcess.kill());
  const timings = { ...shortTimings, checkEveryMs: 3_600_000, invitationLifetimeMs: 3_600_000 };
  const onboardings = createOnboardings(createOrganizationClient(client, organization), {
    idKey: testIdKey,
    maxInvitations: 5,
    timings,
  });
  const offboardings = createOffboardings(createOrganizationClient(client, organization), {
    idKey: testIdKey,
    timings,
    leaver: { graceMs: 0, protectedAddresses: [], adminPolicies: ['ManageUsers'] },
    brake: { settleMs: 0, limit: 1_000 },
  });
  const start = async (email: string, policy = 'Provisioning') => {
    const request = { email, group: { name: 'Developers' }, policies: [policy] };
    return (await onboardings.start(request, { name: 'hr' })).onboarding.id;
  };
  const reached = (id: string, state: OnboardingState) =>
    until(
      state,
      () => onboardings.get(id),
      (onboarding) => onboarding.state === state,
      60_000,
    );

  const [ada, bob, eve] = await Promise.all([
    start('ada@example.com'),
    start('bob@example.com'),
    start('eve@example.com', 'No such policy'),
  ]);
  const { invitation } = await reached(ada, 'awaiting_acceptance');
  await reached(bob, 'awaiting_acceptance');
  // The watch notices the end of an invitation only if it has seen it pending, and the next poll is an hour away.
  await until(
    'a sweep that shows both invitations',
    () => scrape(`http://${metricsAddress}/metrics`),
    (text) => sample(text, 'onboarding_watch_pending') === 2,
    60_000,
  );
  await vultr.accept(invitation?.id ?? '');
  await reached(ada, 'completed');
  await onboardings.command(bob, 'resend', {}, caller);
  await until(
    'the second email',
    () => onboardings.get(bob),
    ({ invitation: current }) => current?.number === 2,
    60_000,
  );
  await reached(eve, 'needs_attention');
  await onboardings.command(eve, 'cancel', { reason: 'a mistake' }, caller);
  await reached(eve, 'cancelled');

  const departure = await offboardings.order(
    { email: 'ada@example.com', reason: 'left', graceDays: 0, urgent: true },
    caller,
  );
  await until(
    'the end of the offboarding',
    () => offboardings.get(departure.offboarding.id),
    ({ state }) => state === 'left',
    60_000,
  );

  await askBrake(client, organization, { settleMs: 0, limit: 1 });

  worker = await until(
    'two sweeps, and an answer of the brake',
    () => scrape(`http://${metricsAddress}/metrics`),
    (text) => text.includes('\nonboarding_watch_lag') && text.includes('\nonboarding_brake_answers_total'),
    60_000,
  );
  readiness = await (await fetch(`http://${healthAddress}/ready`)).json();
  const apiMetrics = createApiMetrics({
    countOpen: () => onboardings.countOpen(),
    countHeld: async () => (await onboardings.getBrake()).held,
    countScim: async () => ({ byState: new Map([['access', 3]]), waitingLong: 2, unmapped: 1 }),
  });
  apiMetrics.countScimRequest({ caller: 'okta', resource: 'Users', method: 'GET', status: '200' });
  const { app } = apiOver({}, { metrics: apiMetrics });
  await app.inject('/live');
  api = await until(
    'an open onboarding',
    async () => (await app.inject('/metrics')).body,
    (text) => text.includes('onboarding_open_runs'),
  );
}, 180_000);

afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

test('a working worker reports that it is ready', () => {
  expect(readiness).toEqual({ status: 'ready', vultr: 'accepts the key' });
});

/** Returns the value of the first sample with the name and the labels. */
function sample(text: string, name: string, ...labels: string[]): number | undefined {
  const line = text
    .split('\n')
    .find((one) => one.split(/[{ ]/)[0] === name && labels.every((label) => one.includes(label)));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

test.each(metricNames)('%s is exposed with its labels', (name) => {
  const suffix = { counter: '_total', gauge: '', histogram: '_count' }[metrics[name].kind];
  const labels = metrics[name].labels.map((label) => `${label}="`);
  expect(sample(worker + api, name + suffix, ...labels)).toBeTypeOf('number');
});

test('each event was counted once', () => {
  expect(sample(worker, 'onboarding_invitations_sent_total', 'kind="first"')).toBe(2);
  expect(sample(worker, 'onboarding_invitations_sent_total', 'kind="again"')).toBe(1);
  expect(sample(worker, 'onboarding_needs_attention_total', 'code="policy_not_found"')).toBe(1);
  expect(sample(worker, 'onboarding_watch_unreadable')).toBe(0);
  expect(sample(worker, 'onboarding_completed_total')).toBe(1);
  expect(sample(worker, 'onboarding_cancelled_total')).toBe(1);
  expect(sample(worker, 'onboarding_blank_screen_count')).toBe(1);
  expect(sample(worker, 'onboarding_blank_screen_bucket', 'le="3600"')).toBe(1);
  expect(sample(worker, 'onboarding_vultr_requests_total', 'POST /v2/invitation', 'outcome="2xx"')).toBe(2);
  expect(sample(worker, 'onboarding_gate_closed', 'by="key"')).toBe(0);
  expect(sample(worker, 'onboarding_forbidden_operations')).toBe(0);
  expect(sample(api, 'onboarding_open_runs', 'awaiting_acceptance')).toBe(1);
  expect(sample(api, 'onboarding_scim_users', 'state="access"')).toBe(3);
  expect(sample(api, 'onboarding_scim_users_waiting')).toBe(2);
  expect(sample(api, 'onboarding_scim_unmapped_groups')).toBe(1);
});

test('exposes every metric that the alerts and the dashboard use', () => {
  const named = metricsIn(alertExpressions + JSON.stringify(dashboard));
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => sample(worker + api, name) === undefined)).toEqual([]);
});

test('the metrics of the SDK are in seconds', () => {
  expect(sample(worker, 'temporal_workflow_task_schedule_to_start_latency_bucket', 'le="0.1"')).toBeTypeOf(
    'number',
  );
  expect(worker).toContain('temporal_worker_task_slots_available{');
});

test('contains no personal data', () => {
  for (const text of [worker, api]) {
    expect(text).not.toMatch(/example\.com|Developers|person-[0-9a-f]{32}/);
  }
});
