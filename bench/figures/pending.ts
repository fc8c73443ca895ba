import { setTimeout as sleep } from 'node:timers/promises';
import type { RunView } from '../../src/contract/run-view.ts';
import { acceptAndMeasure, pollPerRun } from '../acceptance.ts';
import { allAreIn, countIn, runsIn, startHires } from '../crowd.ts';
import type { Ground } from '../ground.ts';
import { type Program, usageOf } from '../process.ts';
import { type Service, startService } from '../service.ts';
import { percentile, spread } from '../statistics.ts';
import type { Figure } from './figure.ts';

export type PendingPlan = {
  /** How many wait, one size after the other. */
  readonly sizes: readonly number[];
  /** How many of them accept, for each side. */
  readonly accepting: number;
  readonly idleSeconds: number;
};

/** What Vultr allows, and what of it the worker keeps for the steps while the other side polls. */
const vultrLimit = 30;
const stepsOnly = 6;
const pollingPerSecond = vultrLimit - stepsOnly - 1;
const serviceBudget = 25;
const unlimited = 1_000;
const aims = new Map([
  [1_000, 5_000],
  [10_000, 10_000],
]);

type Measured = {
  readonly size: number;
  readonly watched: readonly number[];
  readonly polled: readonly number[];
  readonly requestsPerSecond: number;
};

/** Acceptance to verified access, with the watch and with polling per run, while so many wait; and what waiting costs. */
export async function measurePending(
  ground: Ground,
  plan: PendingPlan,
  say: (line: string) => void,
): Promise<Figure[]> {
  const service = await startService(ground);
  const measured: Measured[] = [];
  const costs: Figure[] = [];
  try {
    let started = 0;
    for (const size of plan.sizes) {
      say(`${size} waiting: starting them`);
      started = await fill(service, size, started);
      const worker = await service.startWorker(serviceBudget);
      const waiting = await runsIn(service, 'awaiting_acceptance');
      const people = pick(waiting, plan.accepting * 2);
      await sweepsGoOn(service);
      const requestsPerSecond = await rateWhileNobodyAccepts(service, 20);
      say(`${size} waiting: ${plan.accepting} accept, with the watch`);
      const watched = await acceptAndMeasure(service, people.slice(0, plan.accepting), 1_000);
      if (size === plan.sizes.at(-1)) {
        say(`${size} waiting: idle for ${plan.idleSeconds} s`);
        costs.push(await costOfWaiting(service, ground, worker, plan.idleSeconds, size));
      }
      await worker.stop();
      say(`${size} waiting: ${plan.accepting} accept, each run polled for itself`);
      const polled = await besidePolling(service, waiting, people.slice(plan.accepting), size);
      measured.push({ size, watched, polled, requestsPerSecond });
    }
  } finally {
    await service.stop();
  }
  return [...measured.flatMap(latencyOf), rateFigure(measured), ...costs];
}

/** Until so many wait. With no limit on either side, since filling up is not what is measured. */
async function fill(service: Service, size: number, started: number): Promise<number> {
  await service.simulator.setDialect({ requestsPerSecond: 0 });
  const worker = await service.startWorker(unlimited);
  const missing = size - (await countIn(service, 'awaiting_acceptance'));
  await startHires(service, started, started + missing);
  await allAreIn(service, 'awaiting_acceptance', size);
  await worker.stop();
  await service.simulator.setDialect({ requestsPerSecond: vultrLimit });
  return started + missing;
}

function pick(waiting: readonly RunView[], count: number): RunView[] {
  const step = Math.max(1, Math.floor(waiting.length / count));
  return waiting.filter((_, index) => index % step === 0).slice(0, count);
}

async function sweepsGoOn({ simulator }: Service): Promise<void> {
  await simulator.forgetRequests();
  const sweeps = async () => (await simulator.requests()).byOperation['GET /v2/invitation'] ?? 0;
  while ((await sweeps()) < 3) await sleep(500);
}

async function rateWhileNobodyAccepts({ simulator }: Service, forSeconds: number): Promise<number> {
  await simulator.forgetRequests();
  const from = performance.now();
  await sleep(forSeconds * 1_000);
  return (await simulator.requests()).total / ((performance.now() - from) / 1_000);
}

async function besidePolling(
  service: Service,
  waiting: readonly RunView[],
  accepting: readonly RunView[],
  size: number,
): Promise<number[]> {
  const worker = await service.startWorker(stepsOnly);
  const polling = new AbortController();
  const polled = pollPerRun(service, waiting, pollingPerSecond, polling.signal);
  // Spread over a whole round, so that each meets the poller at another point of it.
  const roundMs = (size / pollingPerSecond) * 1_000;
  const waits = await acceptAndMeasure(service, accepting, Math.max(1_000, roundMs / accepting.length));
  polling.abort();
  await polled;
  await worker.stop();
  return waits;
}

async function costOfWaiting(
  { simulatorProgram, client, runs }: Service,
  { temporal }: Ground,
  worker: Program,
  idleSeconds: number,
  size: number,
): Promise<Figure> {
  const [one] = (await runs.list({ state: 'awaiting_acceptance', limit: 1 })).items;
  const lengthOf = async () => (await client.workflow.getHandle(one?.id ?? '').describe()).historyLength;
  const parts = { worker: worker.pid, Temporal: temporal.pid, simulator: simulatorProgram.pid };
  const before = Object.entries(parts).map(([name, pid]) => ({ name, pid, ...usageOf(pid) }));
  const eventsBefore = await lengthOf();
  await sleep(idleSeconds * 1_000);
  const events = (await lengthOf()) - eventsBefore;
  const lines = before.map(({ name, pid, cpuSeconds, residentMiB }) => {
    const after = usageOf(pid);
    const percent = ((after.cpuSeconds - cpuSeconds) / idleSeconds) * 100;
    return {
      name,
      percent,
      text: `${name} ${percent.toFixed(1)} % of a core, ${residentMiB} → ${after.residentMiB} MiB`,
    };
  });
  const ofWorker = lines.find(({ name }) => name === 'worker')?.percent ?? Number.NaN;
  return {
    what: `CPU and resident memory while ${size} wait and nobody accepts, ${idleSeconds} s; events of a waiting run meanwhile`,
    aim: 'worker under 5 % of a core; memory flat; no event',
    measured: `${lines.map(({ text }) => text).join('; ')}; ${events} events`,
    reached: ofWorker < 5 && events === 0,
  };
}

function latencyOf({ size, watched, polled }: Measured): Figure[] {
  const p95 = percentile(watched, 95);
  const ratio = percentile(polled, 95) / p95;
  const aim = aims.get(size);
  return [
    {
      what: `acceptance → verified access while ${size} wait, p50 / p95 / p99 (${watched.length} people)`,
      aim: aim === undefined ? '–' : `p95 ≤ ${aim / 1_000} s`,
      measured: spread(watched),
      reached: aim === undefined ? undefined : p95 <= aim,
    },
    {
      what: `the same where each run is polled for itself at ${pollingPerSecond}/s (${polled.length} people)`,
      aim: size === 10_000 ? 'at least 20 times slower (p95)' : '–',
      measured: `${spread(polled)}; p95 is ${ratio.toFixed(1)} times that of the watch`,
      reached: size === 10_000 ? ratio >= 20 : undefined,
    },
  ];
}

function rateFigure(measured: readonly Measured[]): Figure {
  const largest = measured.at(-1);
  return {
    what: 'requests a second to Vultr while nobody accepts',
    aim: '≤ 5/s with 10,000 waiting; a sweep has one request for each 500',
    measured: measured
      .map(({ size, requestsPerSecond }) => `${requestsPerSecond.toFixed(1)}/s with ${size} waiting`)
      .join('; '),
    reached: (largest?.requestsPerSecond ?? Number.NaN) <= 5,
  };
}
