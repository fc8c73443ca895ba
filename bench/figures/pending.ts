import { setTimeout as sleep } from 'node:timers/promises';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import {
  invitationWatchIdFor,
  type InvitationWatchInput,
} from '../../src/contract/temporal/invitation-watch.ts';
import { wakeWatch } from '../../src/activities/watch/wake.ts';
import { acceptAndMeasure, pollEach } from '../acceptance.ts';
import { allAreIn, countIn, runsIn, startHires } from '../crowd.ts';
import type { TestEnvironment } from '../../test/support/test-environment.ts';
import type { Program } from '../../test/support/program.ts';
import { usageOf } from '../usage.ts';
import { type Service, startService } from '../service.ts';
import { inParallel, percentile, spread } from '../statistics.ts';
import type { Figure } from './figure.ts';

export type PendingPlan = {
  /** How many wait, one size after the other. */
  readonly sizes: readonly number[];
  /** So many of them are runs of the service; the others are invitations that somebody else has sent. */
  readonly mostRuns: number;
  /** How many of them accept, for each side. */
  readonly accepting: number;
  readonly idleSeconds: number;
  /** For how long requests are counted while nobody accepts. */
  readonly countSeconds: number;
};

const vultrLimit = 30;
const pollingPerSecond = vultrLimit - 1;
const serviceBudget = 25;
const aims = new Map([
  [1_000, 5_000],
  [10_000, 10_000],
]);

type Measured = {
  readonly size: number;
  readonly runs: number;
  readonly watched: readonly number[];
  readonly polled: readonly number[];
  readonly requestsPerSecond: number;
};

/** Acceptance to verified access, with the watch and with polling each, while so many wait; and what waiting costs. */
export async function measurePending(
  ground: TestEnvironment,
  plan: PendingPlan,
  say: (line: string) => void,
): Promise<Figure[]> {
  const service = await startService(ground);
  const measured: Measured[] = [];
  const costs: Figure[] = [];
  const others = new Map<string, string>();
  let started = 0;
  try {
    const worker = await service.startWorker(serviceBudget);
    for (const size of plan.sizes) {
      say(`${size} waiting: getting them to wait`);
      started += await fillWithRuns(service, Math.min(size, plan.mostRuns), started);
      const runs = await countIn(service, 'awaiting_acceptance');
      await fillWithOthers(service, size - runs, others);
      const waiting = await runsIn(service, 'awaiting_acceptance');
      const people = pick(waiting, plan.accepting * 2);
      await sweepsGoOn(service);
      const requestsPerSecond = await rateWhileNobodyAccepts(service, plan.countSeconds);
      say(`${size} waiting: ${plan.accepting} accept, with the watch`);
      const watched = await acceptAndMeasure(service, people.slice(0, plan.accepting), 1_000);
      if (size === plan.sizes.at(-1)) {
        say(`${size} waiting: idle for ${plan.idleSeconds} s`);
        const api = await service.startApi();
        costs.push(
          await costOfWaiting(service, ground, { worker, api: api.program }, plan.idleSeconds, size),
        );
        await api.program.stop();
      }
      say(`${size} waiting: ${plan.accepting} accept, each looked at by itself`);
      const polled = await besidePolling(service, waiting, others, people.slice(plan.accepting));
      measured.push({ size, runs, watched, polled, requestsPerSecond });
    }
  } finally {
    await service.stop();
  }
  return [...measured.flatMap(latencyOf), rateFigure(measured), ...costs];
}

async function fillWithRuns(service: Service, runs: number, started: number): Promise<number> {
  const missing = Math.max(0, runs - (await countIn(service, 'awaiting_acceptance')));
  await startHires(service, started, started + missing);
  await allAreIn(service, 'awaiting_acceptance', runs);
  return missing;
}

/** Straight at the simulator, without its limit: filling up is not what is measured. */
async function fillWithOthers(
  { simulator }: Service,
  count: number,
  others: Map<string, string>,
): Promise<void> {
  const missing = Math.max(0, count - others.size);
  await simulator.setDialect({ requestsPerSecond: 0 });
  await inParallel(Array.from({ length: missing }), 10, async (_, index) => {
    const email = `other${others.size + index}-${Math.random()}@example.com`;
    const answer = JSON.stringify(await simulator.call('POST', '/v2/invitation', { email_invited: email }));
    const id = /"id":"([^"]+)"/.exec(answer)?.[1];
    if (id === undefined) throw new Error(`an invitation without an id: ${answer}`);
    others.set(id, 'nobody');
  });
  await simulator.setDialect({ requestsPerSecond: vultrLimit });
}

function pick(waiting: readonly OnboardingView[], count: number): OnboardingView[] {
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

/** Without the watch for so long; it is woken again at the end. */
async function besidePolling(
  service: Service,
  waiting: readonly OnboardingView[],
  others: ReadonlyMap<string, string>,
  accepting: readonly OnboardingView[],
): Promise<number[]> {
  const { client, organization } = service;
  const watch = client.workflow.getHandle(invitationWatchIdFor(organization));
  const input = await inputOf(service);
  await watch.terminate('the benchmark looks at each by itself');
  const all = new Map([
    ...waiting.map(({ id, invitation }) => [invitation?.id ?? '', id] as const),
    ...others,
  ]);
  const polling = new AbortController();
  const polled = pollEach(service, all, pollingPerSecond, polling.signal);
  // They stand at different places of the round, so each meets the poller at another point of it.
  const waits = await acceptAndMeasure(service, accepting, 500);
  polling.abort();
  await polled;
  await wakeWatch(client, input);
  return waits;
}

/** What the running watch goes by. */
async function inputOf({ organization, client }: Service): Promise<InvitationWatchInput> {
  const { events } = await client.workflow.getHandle(invitationWatchIdFor(organization)).fetchHistory();
  const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [input] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return input as InvitationWatchInput;
}

async function costOfWaiting(
  { simulatorProgram, client, runs }: Service,
  { temporal }: TestEnvironment,
  { worker, api }: { readonly worker: Program; readonly api: Program },
  idleSeconds: number,
  size: number,
): Promise<Figure> {
  const [one] = (await runs.list({ state: 'awaiting_acceptance', limit: 1 })).items;
  const lengthOf = async () => (await client.workflow.getHandle(one?.id ?? '').describe()).historyLength;
  const parts = {
    worker: worker.pid,
    API: api.pid,
    Temporal: temporal.pid,
    simulator: simulatorProgram.pid,
  };
  const before = Object.entries(parts).map(([name, pid]) => ({ name, pid, used: usageOf(pid) }));
  const eventsBefore = await lengthOf();
  await sleep(idleSeconds * 1_000);
  const events = (await lengthOf()) - eventsBefore;
  const lines = before.map(({ name, pid, used }) => {
    const after = usageOf(pid);
    const percent = ((after.cpuSeconds - used.cpuSeconds) / idleSeconds) * 100;
    return {
      name,
      percent,
      text: `${name} ${percent.toFixed(1)} % of a core, ${used.residentMiB} → ${after.residentMiB} MiB`,
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

function latencyOf({ size, runs, watched, polled }: Measured): Figure[] {
  const p95 = percentile(watched, 95);
  const ratio = percentile(polled, 95) / p95;
  const aim = aims.get(size);
  return [
    {
      what: `acceptance → verified access while ${size} wait (${runs} of them runs), p50 / p95 / p99 (${watched.length} people)`,
      aim: aim === undefined ? '–' : `p95 ≤ ${aim / 1_000} s`,
      measured: spread(watched),
      reached: aim === undefined ? undefined : p95 <= aim,
    },
    {
      what: `the same where each is looked at by itself, ${pollingPerSecond}/s (${polled.length} people)`,
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
