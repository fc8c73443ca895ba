import { randomUUID } from 'node:crypto';
import { hintSignal } from '../../src/contract/temporal/messages.ts';
import { executionsOf, onboardingEvents, workflowIdOf } from '../../test/support/executions.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { until } from '../statistics.ts';
import type { Figure } from './figure.ts';

const windowMs = 4_000;
const maxAttempts = 20;

/** How many history events one onboarding should have at most. */
const aims = { 'a new group': 46, 'a group that is ready': 36 } as const;

type GroupState = keyof typeof aims;

/**
 * Measures the history events of an onboarding that goes straight through, with a group that is new and with one that is
 * ready, those of each invitation that expires, and the requests to Vultr of one onboarding alone.
 */
export async function measureEvents(environment: StartedTestEnvironment): Promise<Figure[]> {
  // In the first service, looks come before hints; in the second, hints come first.
  const looking = await startService(environment, { settleMs: 1_000, checkEveryMs: 1_000 });
  const hinting = await startService(environment, { settleMs: 1_000 });
  try {
    for (const service of [looking, hinting]) {
      await service.simulator.setDialect({ requestsPerSecond: 0 });
      await service.startWorker(1_000);
    }
    const first = await goStraightThrough(hinting, 'alone');
    return [
      await straightThrough(looking, 'a new group', 'look'),
      await straightThrough(hinting, 'a new group', 'hint'),
      await straightThrough(looking, 'a group that is ready', 'look'),
      await straightThrough(hinting, 'a group that is ready', 'hint'),
      await eventsOfWindows(hinting),
      {
        name: 'requests to Vultr of one onboarding alone, with a new group, everything included',
        aim: '≤ 14',
        measured: `${first.requests} (${first.operations})`,
        reached: first.requests <= 14,
        reason:
          'each of the seven steps looks before it writes and reads back what it wrote, and the watch sweeps meanwhile; onboardings of a batch share these reads',
      },
    ];
  } finally {
    await looking.stop();
    await hinting.stop();
  }
}

/** Repeats until the acceptance was noticed in the way that is asked for. */
async function straightThrough(
  service: Service,
  group: GroupState,
  noticedBy: 'look' | 'hint',
): Promise<Figure> {
  const aim = aims[group];
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const { events, hinted } = await goStraightThrough(
      service,
      group === 'a new group' ? `New ${attempt}` : 'alone',
    );
    if (hinted !== (noticedBy === 'hint')) continue;
    return {
      name: `history events of an onboarding that goes straight through, with ${group}, if ${noticedBy === 'hint' ? 'a hint of the watch' : 'its own look'} notices the acceptance; without the register`,
      aim: `≤ ${aim}`,
      measured: String(events),
      reached: events <= aim,
      reason: 'a hint is a signal, and the look that follows it an activity beside the poll that waits',
    };
  }
  throw new Error(`no acceptance was noticed by a ${noticedBy} in ${maxAttempts} onboardings`);
}

async function start({ onboardings }: Service, email: string, group: string): Promise<string> {
  const request = { email, group: { name: group }, policies: ['Provisioning'] };
  return (await onboardings.start(request, { name: 'bench' })).onboarding.id;
}

/** The person accepts as soon as the onboarding waits for it and the group is ready. */
async function goStraightThrough(service: Service, group: string) {
  const { client, onboardings, simulator } = service;
  await simulator.forgetRequests();
  const id = await start(service, `${randomUUID()}@example.com`, group);
  const waiting = await until(async () => {
    const onboarding = await onboardings.get(id);
    return onboarding.state === 'awaiting_acceptance' && onboarding.group.id !== undefined
      ? onboarding
      : undefined;
  }, 50);
  await simulator.accept(waiting.invitation?.id ?? '');
  await until(async () => ((await onboardings.get(id)).state === 'completed' ? true : undefined), 50);
  const { total, byOperation } = await simulator.requests();
  const operations = Object.entries(byOperation).map(([operation, count]) => `${count} × ${operation}`);
  return {
    events: await onboardingEvents(client, id),
    hinted: await hasHint(service, id),
    requests: total,
    operations: operations.join(', '),
  };
}

async function hasHint({ client }: Service, id: string): Promise<boolean> {
  const [first] = await executionsOf(client, workflowIdOf(id));
  const { events } = await client.workflow.getHandle(workflowIdOf(id), first?.runId).fetchHistory();
  return (
    events?.some(
      (event) => event.workflowExecutionSignaledEventAttributes?.signalName === hintSignal.name,
    ) === true
  );
}

async function eventsOfWindows(service: Service): Promise<Figure> {
  const perWindow = await eventsPerWindow(service);
  return {
    name: 'history events for each invitation that expires and is resent',
    aim: '≤ 12',
    measured: perWindow.toFixed(1),
    reached: perWindow <= 12,
  };
}

async function eventsPerWindow(service: Service): Promise<number> {
  await service.simulator.setDialect({ invitationLifetimeMs: windowMs });
  const id = await start(service, 'silent@example.com', 'alone');
  const afterEmail = (number: number) =>
    until(async () => {
      const { state, invitation } = await service.onboardings.get(id);
      const isSent = state === 'awaiting_acceptance' && invitation?.number === number;
      return isSent ? onboardingEvents(service.client, id) : undefined;
    }, 50);
  const first = await afterEmail(2);
  const last = await afterEmail(5);
  return (last - first) / 3;
}
