import { acceptAll } from '../acceptance.ts';
import { startOnboardings, untilAllAreIn } from '../crowd.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { startService } from '../service.ts';
import type { Figure } from './figure.ts';

const vultrLimit = 30;
/** Just below the limit. A single worker, with one clock, can stay this close to it. */
const rateBudget = 28;
const groups = 5;

/** Measures the requests to Vultr of many onboardings at once in five new groups, in which each person accepts at once. */
export async function measureBatch(environment: StartedTestEnvironment, count: number): Promise<Figure[]> {
  const service = await startService(environment);
  try {
    await service.startWorker(rateBudget);
    await service.simulator.forgetRequests();
    const from = performance.now();
    await Promise.all([startOnboardings(service, 0, count, groups), acceptAll(service, count)]);
    await untilAllAreIn(service, 'completed', count);
    const wallSeconds = (performance.now() - from) / 1_000;
    const { total, byStatus, byOperation } = await service.simulator.requests();
    const each = total / count;
    const ratio = wallSeconds / (total / vultrLimit);
    const refused = byStatus['429'] ?? 0;
    const mostFrequent = Object.entries(byOperation)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 8)
      .map(([operation, requests]) => `${operation} ${(requests / count).toFixed(2)}`);
    return [
      {
        name: `requests to Vultr for each of ${count} onboardings at once in ${groups} new groups, everything included`,
        aim: '≤ 4',
        measured: `${each.toFixed(2)} (${mostFrequent.join(', ')})`,
        reached: each <= 4,
        reason: 'the slower the machine, the fewer onboardings read at the same moment and share a read',
      },
      {
        name: `wall time of the same, rate budget ${rateBudget}/s`,
        aim: `≤ ${maxSecondsFor(count)} s, and no 429`,
        measured: `${wallSeconds.toFixed(0)} s, ${total} requests (${ratio.toFixed(2)} times what Vultr's limit of ${vultrLimit}/s allows), ${refused} responses with 429`,
        reached: wallSeconds <= maxSecondsFor(count) && refused === 0,
        reason:
          'with so few requests for each onboarding, a batch waits for the cores and no longer for Vultr: see the engine',
      },
    ];
  } finally {
    await service.stop();
  }
}

/** 165 s for 1,000 onboardings. */
function maxSecondsFor(count: number): number {
  return Math.ceil((165 * count) / 1_000);
}
