import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { Program } from '../../test/support/program.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { acceptAll } from '../acceptance.ts';
import { countIn, onboardingsIn, startOnboardings } from '../crowd.ts';
import { type Service, startService } from '../service.ts';
import { seconds } from '../statistics.ts';
import type { Figure } from './figure.ts';

/** Every way in which a request can fail, whether or not Vultr has carried it out. */
const faults = [
  { kind: 'error-before' },
  { kind: 'error-after' },
  { kind: 'drop-before' },
  { kind: 'drop-after' },
  { kind: 'html-504', when: 'before' },
  { kind: 'html-504', when: 'after' },
  { kind: 'garbage' },
  { kind: 'rate-limited' },
];
const failing = 0.3;
const kills = 6;
const killEveryMs = 20_000;
const withinMs = { most: 5 * 60_000, all: 10 * 60_000 };

/** Measures how soon everyone has access while 30 % of the requests to Vultr fail, and the worker is killed six times. */
export async function measureFaultyVultr(
  environment: StartedTestEnvironment,
  count: number,
): Promise<Figure[]> {
  const service = await startService(environment);
  try {
    // Each fault takes its share of what the faults before it leave over.
    for (const [index, fault] of faults.entries()) {
      const share = failing / faults.length / (1 - (failing * index) / faults.length);
      await service.simulator.fault({ ...fault, match: { path: '/v2/**' }, times: 1_000_000, share });
    }
    const from = performance.now();
    const stopping = new AbortController();
    const killing = killWorkers(service, stopping.signal);
    const accepting = acceptAll(service, count);
    await startOnboardings(service, 0, count);
    const { mostMs, allMs } = await untilCompleted(service, count, from);
    stopping.abort();
    await killing;
    const completed = await onboardingsIn(service, 'completed');
    if (completed.length === count) await accepting;
    const { mails } = await service.simulator.counts();
    return [
      {
        name: `${count} hires while 30 % of the requests to Vultr fail in every way and the worker is killed ${kills} times`,
        aim: '95 % within 5 min, all within 10 min, one email each',
        measured: `95 % after ${format(mostMs)}, all after ${format(allMs)}, ${completed.length} completed, ${mails} emails${await describeOthers(service)}`,
        reached: mostMs <= withinMs.most && allMs <= withinMs.all && mails === count,
      },
    ];
  } finally {
    await service.stop();
  }
}

/** Starts a worker and kills it as often as planned; the last one stays. */
async function killWorkers(service: Service, signal: AbortSignal): Promise<void> {
  let worker: Program = await service.startWorker(25);
  for (let killed = 0; killed < kills && !signal.aborted; killed += 1) {
    await sleep(killEveryMs, undefined, { signal }).catch(() => undefined);
    await worker.kill();
    worker = await service.startWorker(25);
  }
}

async function untilCompleted(service: Service, count: number, from: number) {
  let mostMs = Number.POSITIVE_INFINITY;
  for (;;) {
    const completed = await countIn(service, 'completed');
    const elapsedMs = performance.now() - from;
    if (completed >= count * 0.95) mostMs = Math.min(mostMs, elapsedMs);
    if (completed >= count) return { mostMs, allMs: elapsedMs };
    if (elapsedMs > withinMs.all * 1.5) return { mostMs, allMs: Number.POSITIVE_INFINITY };
    await sleep(1_000);
  }
}

function format(ms: number): string {
  return Number.isFinite(ms) ? seconds(ms) : 'never';
}

async function describeOthers(service: Service): Promise<string> {
  const stuck: OnboardingView[] = await onboardingsIn(service, 'needs_attention');
  const codes = stuck.map(({ step, attention }) => `${step}: ${attention?.code}`);
  return codes.length === 0 ? '' : `; need attention: ${codes.join(', ')}`;
}
