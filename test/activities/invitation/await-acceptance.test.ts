import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import { createVultrActivities } from '../../../src/activities/index.ts';
import type { Timings } from '../../../src/contract/temporal/timings.ts';
import type { Invitation, VultrClient } from '../../../src/vultr/types.ts';
import { shortTimings } from '../../support/timings.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const hourMs = 60 * 60_000;
const timings: Timings = { ...shortTimings, checkEveryMs: 6 * hourMs, settleMs: 15_000, retryMaxMs: 60_000 };
const pending: Invitation = {
  id: 'i1',
  email: 'ada@example.com',
  status: 'pending',
  statusText: 'Pending',
};

/** The attempts of one look, as Temporal makes them: each is handed what the last heartbeat of the one before said. */
function looking(invitation: Invitation | undefined = pending) {
  const get = vi.fn<VultrClient['invitations']['get']>(async () => invitation);
  const vultr = { invitations: { get } } as unknown as VultrClient;
  let scarce = false;
  let memory: unknown;
  const { awaitAcceptance } = createVultrActivities(vultr, () => scarce);
  return {
    get,
    becomeScarce: () => (scarce = true),
    /** The pause that the attempt asks for, in milliseconds; or `accepted`. */
    attempt: async (number: number): Promise<number | 'accepted'> => {
      const environment = new MockActivityEnvironment({ attempt: number, heartbeatDetails: memory });
      environment.on('heartbeat', (details: unknown) => (memory = details));
      const input = { email: pending.email, invitation: { id: 'i1', expiresAt: 0 }, timings };
      try {
        await environment.run(() => awaitAcceptance(input));
        return 'accepted';
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || error.type !== 'invitation_pending') throw error;
        return Number(error.nextRetryDelay);
      }
    },
  };
}

describe('a run that waits', () => {
  test('looks at once, and then only after hours', async () => {
    const { attempt, get } = looking();
    for (const number of [1, 2, 3]) {
      const pause = await attempt(number);
      expect(pause).toBeGreaterThanOrEqual(3 * hourMs);
      expect(pause).toBeLessThanOrEqual(6 * hourMs);
    }
    expect(get).toHaveBeenCalledTimes(3);
  });

  test('looks quickly after a hint, for as long as reads may lag, and then after hours again', async () => {
    const { attempt } = looking();
    await attempt(1);
    await attempt(2);
    // The watch has ended the pause: Temporal counts from 1 again.
    const pauses = [await attempt(1), await attempt(2), await attempt(3), await attempt(4)];
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(await attempt(5)).toBeGreaterThanOrEqual(3 * hourMs);
    expect(await attempt(1)).toBe(1_000);
  });

  test('sees the acceptance', async () => {
    expect(await looking({ ...pending, status: 'accepted' }).attempt(1)).toBe('accepted');
  });

  test('gives way where requests are scarce: no request, and a short pause; not so after a hint', async () => {
    const { attempt, get, becomeScarce } = looking();
    await attempt(1);
    becomeScarce();
    const pause = await attempt(2);
    expect(pause).toBeGreaterThan(20_000);
    expect(pause).toBeLessThan(40_000);
    expect(get).toHaveBeenCalledTimes(1);
    expect(await attempt(1)).toBe(1_000);
    expect(get).toHaveBeenCalledTimes(2);
  });
});
