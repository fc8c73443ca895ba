import { acceptAll } from '../acceptance.ts';
import { allAreIn, startHires } from '../crowd.ts';
import type { TestEnvironment } from '../../test/support/test-environment.ts';
import { startService } from '../service.ts';
import type { Figure } from './figure.ts';

const vultrLimit = 30;
/** Just below the limit: one worker alone, on one clock, can keep so close to it. */
const budget = 28;
const groups = 5;

/** So many hires at once into five new groups, everybody accepts at once: what it takes of Vultr. */
export async function measureBatch(ground: TestEnvironment, hires: number): Promise<Figure[]> {
  const service = await startService(ground);
  try {
    await service.startWorker(budget);
    await service.simulator.forgetRequests();
    const from = performance.now();
    await Promise.all([startHires(service, 0, hires, groups), acceptAll(service, hires)]);
    await allAreIn(service, 'completed', hires);
    const wallSeconds = (performance.now() - from) / 1_000;
    const { total, byStatus, byOperation } = await service.simulator.requests();
    const each = total / hires;
    const ratio = wallSeconds / (total / vultrLimit);
    const refused = byStatus['429'] ?? 0;
    const most = Object.entries(byOperation)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 8)
      .map(([operation, count]) => `${operation} ${(count / hires).toFixed(2)}`);
    return [
      {
        what: `requests to Vultr for each of ${hires} hires at once into ${groups} new groups, everything counted`,
        aim: '≤ 5',
        measured: `${each.toFixed(2)} (${most.join(', ')})`,
        reached: each <= 5,
        reason: 'the slower the machine, the fewer ask in the same moment and share a reading',
      },
      {
        what: `the same against Vultr's limit: wall time ÷ (requests ÷ ${vultrLimit}/s), budget ${budget}/s`,
        aim: '≤ 1.25, and not one 429',
        measured: `${ratio.toFixed(2)} (${wallSeconds.toFixed(0)} s, ${total} requests), ${refused} answers of 429`,
        reached: ratio <= 1.25 && refused === 0,
        reason:
          'with so few requests a hire, it is the cores that a batch waits for and no longer Vultr: see the engine',
      },
    ];
  } finally {
    await service.stop();
  }
}
