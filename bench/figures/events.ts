import type { TestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { until } from '../statistics.ts';
import type { Figure } from './figure.ts';

const windowMs = 4_000;

/** What a run writes to its history: straight through, and for each invitation that expires. */
export async function measureEvents(ground: TestEnvironment): Promise<Figure[]> {
  const service = await startService(ground, { settleMs: 1_000 });
  try {
    await service.simulator.setDialect({ requestsPerSecond: 0 });
    await service.startWorker(1_000);
    const straight = await straightThrough(service);
    const perWindow = await eventsOfWindows(service);
    return [
      {
        what: 'history events of a run straight through, a new group to be made',
        aim: '≤ 60',
        measured: String(straight),
        reached: straight <= 60,
      },
      {
        what: 'history events for each invitation that expires and is sent again',
        aim: '≤ 12',
        measured: perWindow.toFixed(1),
        reached: perWindow <= 12,
      },
    ];
  } finally {
    await service.stop();
  }
}

async function begin({ runs }: Service, email: string): Promise<string> {
  const request = { email, group: { name: `Group of ${email}` }, policies: ['Provisioning'] };
  const { run } = await runs.start(request, { name: 'bench' });
  return run.id;
}

function lengthOf({ client }: Service, id: string): Promise<number> {
  return client.workflow
    .getHandle(id)
    .describe()
    .then(({ historyLength }) => historyLength);
}

async function straightThrough(service: Service): Promise<number> {
  const id = await begin(service, 'straight@example.com');
  const waiting = await until(async () => {
    const run = await service.runs.get(id);
    return run.state === 'awaiting_acceptance' ? run : undefined;
  });
  await service.simulator.accept(waiting.invitation?.id ?? '');
  await until(async () => ((await service.runs.get(id)).state === 'completed' ? true : undefined));
  return lengthOf(service, id);
}

async function eventsOfWindows(service: Service): Promise<number> {
  await service.simulator.setDialect({ invitationLifetimeMs: windowMs });
  const id = await begin(service, 'silent@example.com');
  const afterMail = (number: number) =>
    until(async () => {
      const { state, invitation } = await service.runs.get(id);
      const isThere = state === 'awaiting_acceptance' && invitation?.number === number;
      return isThere ? lengthOf(service, id) : undefined;
    }, 50);
  const first = await afterMail(2);
  const last = await afterMail(5);
  return (last - first) / 3;
}
