import { onboardingEvents } from '../../test/support/executions.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { until } from '../statistics.ts';
import type { Figure } from './figure.ts';

const windowMs = 4_000;

/** Measures the history events of an onboarding that goes straight through, and of each invitation that expires. */
export async function measureEvents(environment: StartedTestEnvironment): Promise<Figure[]> {
  const service = await startService(environment, { settleMs: 1_000 });
  try {
    await service.simulator.setDialect({ requestsPerSecond: 0 });
    await service.startWorker(1_000);
    const straight = await eventsStraightThrough(service);
    const perWindow = await eventsPerWindow(service);
    return [
      {
        name: 'history events of an onboarding that goes straight through and creates a new group',
        aim: '≤ 60',
        measured: String(straight),
        reached: straight <= 60,
      },
      {
        name: 'history events for each invitation that expires and is resent',
        aim: '≤ 12',
        measured: perWindow.toFixed(1),
        reached: perWindow <= 12,
      },
    ];
  } finally {
    await service.stop();
  }
}

async function start({ onboardings }: Service, email: string): Promise<string> {
  const request = { email, group: { name: `Group of ${email}` }, policies: ['Provisioning'] };
  const { onboarding: run } = await onboardings.start(request, { name: 'bench' });
  return run.id;
}

async function eventsStraightThrough(service: Service): Promise<number> {
  const id = await start(service, 'straight@example.com');
  const waiting = await until(async () => {
    const onboarding = await service.onboardings.get(id);
    return onboarding.state === 'awaiting_acceptance' ? onboarding : undefined;
  });
  await service.simulator.accept(waiting.invitation?.id ?? '');
  await until(async () => ((await service.onboardings.get(id)).state === 'completed' ? true : undefined));
  return onboardingEvents(service.client, id);
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
