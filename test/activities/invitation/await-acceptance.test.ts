import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import { createVultrActivities } from '../../../src/activities/index.ts';
import type { Timings } from '../../../src/contract/temporal/timings.ts';
import type { Invitation, VultrClient } from '../../../src/vultr/types.ts';
import { shortTimings } from '../../support/timings.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

const hourMs = 60 * 60_000;
const timings: Timings = { ...shortTimings, checkEveryMs: 6 * hourMs, settleMs: 15_000, retryMaxMs: 60_000 };
const pending: Invitation = {
  id: 'i1',
  email: 'ada@example.com',
  status: 'pending',
  statusText: 'Pending',
};

/** The attempts of one activity, as Temporal makes them: each gets the last heartbeat of the previous one. */
function given(invitation: Invitation | undefined = pending) {
  const get = vi.fn<VultrClient['invitations']['get']>(async () => invitation);
  const vultr = { invitations: { get } } as unknown as VultrClient;
  let isRateConstrained = false;
  let heartbeatDetails: unknown;
  const { awaitAcceptance } = createVultrActivities(vultr, () => isRateConstrained);
  return {
    get,
    constrainRate: () => (isRateConstrained = true),
    /** Returns the pause after the attempt in milliseconds, or `accepted`. */
    attempt: async (number: number): Promise<number | 'accepted'> => {
      const environment = new MockActivityEnvironment({ attempt: number, heartbeatDetails }, { logger });
      environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
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

describe('a waiting onboarding', () => {
  test('polls four times within a minute, then only after hours', async () => {
    const { attempt, get } = given();
    expect([await attempt(1), await attempt(2), await attempt(3)]).toEqual([5_000, 15_000, 40_000]);
    for (const number of [4, 5, 6]) {
      const pause = await attempt(number);
      expect(pause).toBeGreaterThanOrEqual(3 * hourMs);
      expect(pause).toBeLessThanOrEqual(6 * hourMs);
    }
    expect(get).toHaveBeenCalledTimes(6);
  });

  test('polls quickly after a hint, for as long as reads may lag, then after hours again', async () => {
    const { attempt } = given();
    await attempt(1);
    await attempt(2);
    // The watch has ended the pause, so Temporal counts the attempts from 1 again.
    const pauses = [await attempt(1), await attempt(2), await attempt(3), await attempt(4)];
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(await attempt(5)).toBeGreaterThanOrEqual(3 * hourMs);
    expect(await attempt(1)).toBe(1_000);
  });

  test('finds the acceptance', async () => {
    expect(await given({ ...pending, status: 'accepted' }).attempt(1)).toBe('accepted');
  });

  test('gives way if the rate budget is short: no request and a short pause, except after a hint', async () => {
    const { attempt, get, constrainRate } = given();
    await attempt(1);
    constrainRate();
    const pause = await attempt(2);
    expect(pause).toBeGreaterThan(20_000);
    expect(pause).toBeLessThan(40_000);
    expect(get).toHaveBeenCalledTimes(1);
    expect(await attempt(1)).toBe(1_000);
    expect(get).toHaveBeenCalledTimes(2);
  });
});
