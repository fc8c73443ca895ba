import type { OffboardingView } from '../../src/contract/api/offboarding-view.ts';
import { executionsOf, workflowIdOf } from '../../test/support/executions.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { addMembers, groupsEach, keysEach, memberEmail } from '../members.ts';
import { type Service, startService } from '../service.ts';
import { inParallel, percentile, until } from '../statistics.ts';
import type { Figure } from './figure.ts';

const rateBudget = 25;
const concurrentOrders = 10;
const maxRequests = 24 + 2 * (groupsEach + keysEach);
const maxEvents = 80;

/**
 * Measures what happens if everyone leaves at once, with the default limit of the brake. `settle` is how long the brake
 * gathers. `count` is more than the limit.
 */
export async function measureMassDeparture(
  environment: StartedTestEnvironment,
  count: number,
  settle: string,
): Promise<Figure[]> {
  const service = await startService(environment);
  const { onboardings, simulator, client } = service;
  try {
    await service.startWorker(rateBudget, { ONBOARDING_BRAKE_SETTLE: settle });
    await addMembers(service, 0, count + 1, 'Leavers');

    await simulator.forgetRequests();
    const alone = await order(service, count, { urgent: true });
    await untilAllAre(service, [alone], 'left');
    const { total: requestsAlone } = await simulator.requests();

    await simulator.forgetRequests();
    const ids: string[] = [];
    const numbers = Array.from({ length: count }, (_, index) => index);
    await inParallel(numbers, concurrentOrders, async (number) => {
      ids.push(await order(service, number, {}));
    });
    await untilAllAre(service, ids, 'needs_attention');
    const taken = writesOf((await simulator.requests()).byOperation);
    const held = await onboardings.getBrake();

    const from = performance.now();
    await onboardings.releaseBrake({ reason: 'the list is right', held: held.held }, { name: 'operator' });
    await untilAllAre(service, ids, 'left');
    const wallSeconds = (performance.now() - from) / 1_000;
    const { total } = await simulator.requests();
    const each = total / count;

    const events = await Promise.all(
      ids.slice(0, 20).map(async (id) => {
        const chain = await executionsOf(client, workflowIdOf(id));
        return chain
          .filter(({ workflowType }) => workflowType === 'offboarding')
          .reduce((sum, one) => sum + one.events, 0);
      }),
    );
    const mostEvents = percentile(events, 100);
    const what = `${groupsEach} group and ${keysEach} API key each`;
    return [
      {
        name: `${count} offboardings at once with the default brake: how many went through before an operator released them, and for how many one release was enough`,
        aim: `0, and ${count}`,
        measured: `${taken} writes at Vultr while ${held.held} were held; ${ids.length} left after one release, in ${wallSeconds.toFixed(0)} s`,
        reached: taken === 0 && held.held === count,
      },
      {
        name: `requests to Vultr for each of ${count} leavers at once (${what}), everything included`,
        aim: `≤ ${maxRequests}`,
        measured: each.toFixed(1),
        reached: each <= maxRequests,
        reason: 'after a release by an operator, each is surveyed once more',
      },
      {
        name: `requests to Vultr for one leaver alone (${what}), the watch included`,
        aim: `≤ ${maxRequests}`,
        measured: String(requestsAlone),
        reached: requestsAlone <= maxRequests,
        reason:
          'the departure itself takes no more, as a test asserts; the rest are reads of the watch meanwhile',
      },
      {
        name: `history events of a leaver whom the brake held (the most of ${events.length})`,
        aim: `≤ ${maxEvents}`,
        measured: String(mostEvents),
        reached: mostEvents <= maxEvents,
        reason: 'the brake and the second survey add to them',
      },
    ];
  } finally {
    await service.stop();
  }
}

/** Orders a departure without a grace period. Returns its ID. */
async function order(
  { offboardings }: Service,
  number: number,
  change: { readonly urgent?: true },
): Promise<string> {
  const request = {
    email: memberEmail(number),
    reason: 'benchmark',
    graceDays: 0,
    evenIfNotBroughtInHere: true,
  };
  const { offboarding } = await offboardings.order({ ...request, ...change }, { name: 'bench' });
  return offboarding.id;
}

async function untilAllAre(
  { offboardings }: Service,
  ids: readonly string[],
  state: OffboardingView['state'],
): Promise<void> {
  await inParallel(ids, concurrentOrders, async (id) => {
    await until(async () => ((await offboardings.get(id)).state === state ? true : undefined), 500);
  });
}

function writesOf(byOperation: Readonly<Record<string, number>>): number {
  return Object.entries(byOperation)
    .filter(([operation]) => !operation.startsWith('GET '))
    .reduce((sum, [, count]) => sum + count, 0);
}
