import { onboardingEvents } from '../../test/support/executions.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { until } from '../statistics.ts';
import type { Figure } from './figure.ts';

const windowMs = 4_000;

/**
 * Measures the history events of an onboarding that goes straight through, with a group that is new and with one that is
 * ready, those of each invitation that expires, and the requests to Vultr of one onboarding alone.
 */
export async function measureEvents(environment: StartedTestEnvironment): Promise<Figure[]> {
  const service = await startService(environment, { settleMs: 1_000 });
  try {
    await service.simulator.setDialect({ requestsPerSecond: 0 });
    await service.startWorker(1_000);
    const first = await goStraightThrough(service, 'first@example.com');
    const second = await goStraightThrough(service, 'second@example.com');
    const perWindow = await eventsPerWindow(service);
    return [
      {
        name: 'history events of an onboarding that goes straight through and creates a new group, without the register',
        aim: '≤ 46',
        measured: String(first.events),
        reached: first.events <= 46,
      },
      {
        name: 'the same if the group is ready',
        aim: '≤ 36',
        measured: String(second.events),
        reached: second.events <= 36,
      },
      {
        name: 'history events for each invitation that expires and is resent',
        aim: '≤ 12',
        measured: perWindow.toFixed(1),
        reached: perWindow <= 12,
      },
      {
        name: 'requests to Vultr of one onboarding alone, with a new group, everything included',
        aim: '≤ 14',
        measured: `${first.requests} (${first.operations})`,
        reached: first.requests <= 14,
      },
    ];
  } finally {
    await service.stop();
  }
}

async function start({ onboardings }: Service, email: string): Promise<string> {
  const request = { email, group: { name: 'Developers' }, policies: ['Provisioning'] };
  const { onboarding: run } = await onboardings.start(request, { name: 'bench' });
  return run.id;
}

/** The person accepts as soon as the onboarding waits for it. */
async function goStraightThrough(service: Service, email: string) {
  await service.simulator.forgetRequests();
  const id = await start(service, email);
  const waiting = await until(async () => {
    const onboarding = await service.onboardings.get(id);
    return onboarding.state === 'awaiting_acceptance' ? onboarding : undefined;
  }, 50);
  await service.simulator.accept(waiting.invitation?.id ?? '');
  await until(async () => ((await service.onboardings.get(id)).state === 'completed' ? true : undefined), 50);
  const { total, byOperation } = await service.simulator.requests();
  const operations = Object.entries(byOperation).map(([operation, count]) => `${count} × ${operation}`);
  return {
    events: await onboardingEvents(service.client, id),
    requests: total,
    operations: operations.join(', '),
  };
}

async function eventsPerWindow(service: Service): Promise<number> {
  await service.simulator.setDialect({ invitationLifetimeMs: windowMs });
  const id = await start(service, 'silent@example.com');
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
