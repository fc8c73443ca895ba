import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { invitationWatchIdFor } from '../../src/contract/temporal/invitation-watch.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { wakeWatch } from '../../src/activities/watch/wake.ts';
import { acceptAndMeasure, pollEach } from '../acceptance.ts';
import { countIn, onboardingsIn, startOnboardings, untilAllAreIn } from '../crowd.ts';
import { workflowIdOf } from '../../test/support/executions.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { inParallel, percentile, spread } from '../statistics.ts';
import { learnTotals, watchInputOf } from '../watch.ts';
import { measureCostOfWaiting } from './cost-of-waiting.ts';
import type { Figure } from './figure.ts';

export type PendingPlan = {
  /** The numbers of pending invitations, which are measured one after the other. */
  readonly sizes: readonly number[];
  /** At most this many belong to onboardings of the service. The others are invitations that another user has sent. */
  readonly maxOnboardings: number;
  /** How many people accept, for each side of the comparison. */
  readonly accepting: number;
  readonly idleSeconds: number;
  /** How long requests are counted without an acceptance. */
  readonly countSeconds: number;
};

const vultrLimit = 30;
const pollingPerSecond = vultrLimit - 1;
const rateBudget = 25;
/** The 95th percentile, in milliseconds. */
const aims = new Map([
  [1_000, 3_000],
  [10_000, 5_000],
  [100_000, 25_000],
]);
/** Requests per second to Vultr while nobody accepts. */
const rateAims = new Map([
  [100, 0.5],
  [10_000, 1.5],
  [100_000, 1.5],
]);
/** For lists of up to two pages the watch never asks for totals. */
const maxSizeWithoutTotals = 1_000;
/** At most this many people accept, beside those who are measured, so that the watch knows totals as in a service that has run for a while. */
const learningFrom = 12;
/** Longer than any pause between two of the looks that follow an email. */
const quietMs = 45_000;
/** The last acceptances still lead to a sweep, and to a repeated hint. */
const afterAcceptanceMs = 20_000;
/** Polling each of more invitations than this takes longer than anyone waits for a benchmark. */
const maxPolled = 10_000;

type Measured = {
  readonly size: number;
  readonly onboardings: number;
  readonly watched: readonly number[];
  readonly polled: readonly number[];
  readonly requestsPerSecond: number;
};

/** Measures the time from acceptance to verified access, with the watch and by polling each invitation, and the cost of waiting. */
export async function measurePending(
  environment: StartedTestEnvironment,
  plan: PendingPlan,
  log: (line: string) => void,
): Promise<Figure[]> {
  const service = await startService(environment);
  const measured: Measured[] = [];
  const costs: Figure[] = [];
  const others = new Map<string, string>();
  let started = 0;
  try {
    const worker = await service.startWorker(rateBudget);
    for (const size of plan.sizes) {
      log(`${size} pending: filling up`);
      started += await fillWithOnboardings(service, Math.min(size, plan.maxOnboardings), started);
      const onboardings = await countIn(service, 'awaiting_acceptance');
      await fillWithOthers(service, size - onboardings, others);
      const waiting = await onboardingsIn(service, 'awaiting_acceptance');
      const people = pick(waiting, plan.accepting * 2 + learningFrom);
      if (size > maxSizeWithoutTotals) {
        log(`${size} pending: the watch learns from acceptances whether totals move with them`);
        await learnTotals(service, people.splice(0, learningFrom));
      }
      await waitForSweeps(service);
      log(`${size} pending: ${plan.accepting} accept, with the watch`);
      const watched = await acceptAndMeasure(service, people.slice(0, plan.accepting), 1_000);
      const requestsPerSecond = await rateWithoutAcceptance(service, plan.countSeconds);
      if (size === plan.sizes.at(-1)) {
        log(`${size} pending: idle for ${plan.idleSeconds} s`);
        const api = await service.startApi();
        costs.push(
          await measureCostOfWaiting(
            service,
            environment,
            { worker, api: api.program },
            plan.idleSeconds,
            size,
          ),
        );
        await api.program.stop();
      }
      log(`${size} pending: ${plan.accepting} accept, each invitation polled separately`);
      const polled =
        size > maxPolled ? [] : await measurePolling(service, waiting, others, people.slice(-plan.accepting));
      measured.push({ size, onboardings, watched, polled, requestsPerSecond });
    }
  } finally {
    await service.stop();
  }
  return [...measured.flatMap(latencyOf), rateFigure(measured), ...costs];
}

/** Returns the number of onboardings that it started. */
async function fillWithOnboardings(service: Service, count: number, started: number): Promise<number> {
  const missing = Math.max(0, count - (await countIn(service, 'awaiting_acceptance')));
  await startOnboardings(service, started, started + missing);
  await untilAllAreIn(service, 'awaiting_acceptance', count);
  await untilNobodyLooks(service);
  return missing;
}

/**
 * An onboarding looks by itself for a minute after the email, and later if the rate budget is short then. What it costs
 * while people wait comes after that.
 */
async function untilNobodyLooks({ simulator }: Service): Promise<void> {
  for (;;) {
    await simulator.forgetRequests();
    await sleep(quietMs);
    const { byOperation } = await simulator.requests();
    if (byOperation['GET /v2/invitation/{id}'] === undefined) return;
  }
}

/** Calls the simulator directly and without its rate limit, because filling up is not measured. */
async function fillWithOthers(
  { simulator }: Service,
  count: number,
  others: Map<string, string>,
): Promise<void> {
  const missing = Math.max(0, count - others.size);
  await simulator.setDialect({ requestsPerSecond: 0 });
  await inParallel(Array.from({ length: missing }), 10, async (_, index) => {
    const email = `other${others.size + index}-${Math.random()}@example.com`;
    const response = JSON.stringify(await simulator.call('POST', '/v2/invitation', { email_invited: email }));
    const id = /"id":"([^"]+)"/.exec(response)?.[1];
    if (id === undefined) throw new Error(`an invitation without an ID: ${response}`);
    others.set(id, 'no-onboarding');
  });
  await simulator.setDialect({ requestsPerSecond: vultrLimit });
}

function pick(waiting: readonly OnboardingView[], count: number): OnboardingView[] {
  const step = Math.max(1, Math.floor(waiting.length / count));
  return waiting.filter((_, index) => index % step === 0).slice(0, count);
}

async function waitForSweeps({ simulator }: Service): Promise<void> {
  await simulator.forgetRequests();
  const sweeps = async () => (await simulator.requests()).byOperation['GET /v2/invitation'] ?? 0;
  while ((await sweeps()) < 3) await sleep(500);
}

async function rateWithoutAcceptance({ simulator }: Service, forSeconds: number): Promise<number> {
  await sleep(afterAcceptanceMs);
  await simulator.forgetRequests();
  const from = performance.now();
  await sleep(forSeconds * 1_000);
  return (await simulator.requests()).total / ((performance.now() - from) / 1_000);
}

/** Measures without the watch, which is started again at the end. */
async function measurePolling(
  service: Service,
  waiting: readonly OnboardingView[],
  others: ReadonlyMap<string, string>,
  accepting: readonly OnboardingView[],
): Promise<number[]> {
  const { client, organization } = service;
  const watch = client.workflow.getHandle(invitationWatchIdFor(organization));
  const input = await watchInputOf(service);
  await watch.terminate('the benchmark polls each invitation separately');
  const all = new Map([
    ...waiting.map(({ id, invitation }) => [invitation?.id ?? '', workflowIdOf(id)] as const),
    ...others,
  ]);
  const polling = new AbortController();
  const polled = pollEach(service, all, pollingPerSecond, polling.signal);
  // The people are at different places of the round, so the poller reaches each at another time.
  const waits = await acceptAndMeasure(service, accepting, 500);
  polling.abort();
  await polled;
  await wakeWatch(createOrganizationClient(client, organization), input);
  return waits;
}

function latencyOf({ size, onboardings, watched, polled }: Measured): Figure[] {
  const p95 = percentile(watched, 95);
  const ratio = percentile(polled, 95) / p95;
  const aim = aims.get(size);
  return [
    {
      name: `acceptance → verified access with ${size} pending invitations (${onboardings} of onboardings), p50 / p95 / p99 (${watched.length} people)`,
      aim: aim === undefined ? '–' : `p95 ≤ ${aim / 1_000} s`,
      measured: spread(watched),
      reached: aim === undefined ? undefined : p95 <= aim,
    },
    ...(polled.length === 0
      ? []
      : [
          {
            name: `the same if each invitation is polled separately, ${pollingPerSecond}/s (${polled.length} people)`,
            aim: size === 10_000 ? 'at least 20 times slower (p95)' : '–',
            measured: `${spread(polled)}; p95 is ${ratio.toFixed(1)} times that of the watch`,
            reached: size === 10_000 ? ratio >= 20 : undefined,
          },
        ]),
  ];
}

function rateFigure(measured: readonly Measured[]): Figure {
  const isReached = ({ size, requestsPerSecond }: Measured) =>
    requestsPerSecond <= (rateAims.get(size) ?? Number.POSITIVE_INFINITY);
  return {
    name: 'requests per second to Vultr without an acceptance',
    aim: [...rateAims].map(([size, rate]) => `≤ ${rate}/s with ${size} pending`).join('; '),
    measured: measured
      .map(({ size, requestsPerSecond }) => `${requestsPerSecond.toFixed(1)}/s with ${size} pending`)
      .join('; '),
    reached: measured.every(isReached),
  };
}
