import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { addMembers, addPending, memberEmail } from '../members.ts';
import { type Service, startService } from '../service.ts';
import { percentile, spread, until } from '../statistics.ts';
import type { Figure } from './figure.ts';

export type CutOffPlan = {
  /** How many people leave, one after the other. */
  readonly leaving: number;
  readonly members: number;
  readonly pending: number;
};

const rateBudget = 25;
const everyMs = 1_000;
const quietAimMs = 5_000;
const largeAimMs = 60_000;

/** Measures how long it takes from the brake's release until a leaver is suspended and their API closed, both read back. */
export async function measureCutOff(
  environment: StartedTestEnvironment,
  { leaving, members, pending }: CutOffPlan,
): Promise<Figure[]> {
  const service = await startService(environment);
  try {
    await service.startWorker(rateBudget);
    await addMembers(service, 0, 2 * leaving, 'Leavers');
    const quiet = await cutOffs(service, 0, leaving);
    await addMembers(service, 2 * leaving, members);
    await addPending(service, pending);
    const large = await cutOffs(service, leaving, 2 * leaving);
    return [
      figureOf(`in an organization of ${2 * leaving} members`, quiet, quietAimMs),
      figureOf(`with ${members} members and ${pending} pending invitations`, large, largeAimMs),
    ];
  } finally {
    await service.stop();
  }
}

/** `urgent` skips the time for which the brake gathers, which comes before the release and is not measured. */
async function cutOffs({ offboardings }: Service, from: number, to: number): Promise<number[]> {
  const waits: number[] = [];
  const leave = async (number: number) => {
    const request = {
      email: memberEmail(number),
      reason: 'benchmark',
      urgent: true,
      evenIfNotBroughtInHere: true,
    };
    const { offboarding } = await offboardings.order(request, { name: 'bench' });
    const { state, timings } = await until(async () => {
      const view = await offboardings.get(offboarding.id);
      return ['suspended', 'left', 'needs_attention'].includes(view.state) ? view : undefined;
    });
    if (timings.releasedAt === undefined || timings.cutOffAt === undefined)
      throw new Error(`${offboarding.id} is ${state} and was not cut off`);
    waits.push(Date.parse(timings.cutOffAt) - Date.parse(timings.releasedAt));
  };
  const left: Promise<void>[] = [];
  for (let number = from; number < to; number += 1) {
    left.push(leave(number));
    await sleep(everyMs);
  }
  await Promise.all(left);
  return waits;
}

function figureOf(where: string, waits: readonly number[], aimMs: number): Figure {
  return {
    name: `cut-off, from the brake's release to suspended and API closed, both read back, ${where}, p50 / p95 / p99 (${waits.length} people, one a second)`,
    aim: `p95 ≤ ${aimMs / 1_000} s`,
    measured: spread(waits),
    reached: percentile(waits, 95) <= aimMs,
  };
}
