import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { startService } from '../service.ts';
import { percentile, seconds, spread, until } from '../statistics.ts';
import type { Figure } from './figure.ts';

const latestAcceptanceMs = 3_000;
const aimMs = 10_000;

/**
 * Measures how long people wait who accept within moments of the email, with the default settings of the service. They
 * come one after the other.
 */
export async function measureEarly(environment: StartedTestEnvironment, people: number): Promise<Figure[]> {
  const service = await startService(environment);
  const { onboardings, simulator } = service;
  try {
    await service.startWorker(25);
    const waits: number[] = [];
    const accept = async (number: number) => {
      const { onboarding } = await onboardings.start(
        { email: `early${number}@example.com`, group: { name: 'Developers' }, policies: ['Provisioning'] },
        { name: 'bench' },
      );
      const invitation = await until(async () => (await onboardings.get(onboarding.id)).invitation, 100);
      await sleep(((number % 31) / 30) * latestAcceptanceMs);
      const acceptedAt = Date.now();
      await simulator.accept(invitation.id);
      const { timings } = await until(async () => {
        const view = await onboardings.get(onboarding.id);
        return view.state === 'completed' ? view : undefined;
      });
      waits.push(Date.parse(timings.completedAt ?? '') - acceptedAt);
    };
    const accepted: Promise<void>[] = [];
    for (let number = 0; number < people; number += 1) {
      accepted.push(accept(number));
      await sleep(1_000);
    }
    await Promise.all(accepted);
    const slowest = percentile(waits, 100);
    return [
      {
        name: `acceptance 0 to 3 s after the email → verified access, default settings, p50 / p95 / p99 (${people} people, one a second)`,
        aim: 'all within 10 s',
        measured: `${spread(waits)}, slowest ${seconds(slowest)}`,
        reached: slowest <= aimMs,
      },
    ];
  } finally {
    await service.stop();
  }
}
