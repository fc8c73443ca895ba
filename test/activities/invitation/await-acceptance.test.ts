import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import { createVultrActivities } from '../../../src/activities/index.ts';
import { defined } from '../../../src/contract/lib/optional.ts';
import type { Acceptance, Acceptors } from '../../../src/contract/temporal/step-data.ts';
import type { Timings } from '../../../src/contract/temporal/timings.ts';
import type { Invitation, User, VultrClient } from '../../../src/vultr/types.ts';
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

const ada: User = {
  id: 'u1',
  email: 'Ada@example.com',
  name: 'Ada',
  activity: 'active',
  statusText: 'active',
  pending: false,
  serviceUser: false,
};

type Given = {
  readonly invitation?: Invitation | undefined;
  readonly users?: readonly User[];
  readonly hinted?: boolean;
  readonly acceptors?: Acceptors;
};

/** The attempts of one activity, as Temporal makes them: each gets the last heartbeat of the previous one. */
function given({ hinted = false, users = [], acceptors, ...rest }: Given = {}) {
  const invitation = 'invitation' in rest ? rest.invitation : pending;
  const get = vi.fn<VultrClient['invitations']['get']>(async () => invitation);
  const list = vi.fn<VultrClient['users']['list']>(async () => [...users]);
  const vultr = { invitations: { get }, users: { list } } as unknown as VultrClient;
  let isRateConstrained = false;
  let heartbeatDetails: unknown;
  const { awaitAcceptance } = createVultrActivities(vultr, () => isRateConstrained);
  return {
    get,
    list,
    constrainRate: () => (isRateConstrained = true),
    /** Returns the pause after the attempt in milliseconds, `final` if no other follows, or the acceptance. */
    attempt: async (number: number): Promise<number | 'final' | Acceptance> => {
      const environment = new MockActivityEnvironment({ attempt: number, heartbeatDetails }, { logger });
      environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
      const invited = { id: 'i1', expiresAt: 0 };
      const input = { email: pending.email, invitation: invited, timings, hinted, ...defined({ acceptors }) };
      try {
        return await environment.run(awaitAcceptance, input);
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || error.type !== 'invitation_pending') throw error;
        return error.nonRetryable ? 'final' : Number(error.nextRetryDelay);
      }
    },
  };
}

describe('a waiting onboarding', () => {
  test('after the email looks four times within a minute, then only after hours', async () => {
    const { attempt, get } = given();
    expect([await attempt(1), await attempt(2), await attempt(3)]).toEqual([5_000, 15_000, 40_000]);
    for (const number of [4, 5, 6]) {
      const pause = await attempt(number);
      expect(pause).toBeGreaterThanOrEqual(3 * hourMs);
      expect(pause).toBeLessThanOrEqual(6 * hourMs);
    }
    expect(get).toHaveBeenCalledTimes(6);
  });

  test('after a hint looks four times within a minute, and leaves the rest to the other poll', async () => {
    const { attempt, get } = given({ hinted: true });
    expect([await attempt(1), await attempt(2), await attempt(3)]).toEqual([5_000, 15_000, 40_000]);
    expect(await attempt(4)).toBe('final');
    expect(get).toHaveBeenCalledTimes(4);
  });

  test('looks soon after the end of the window, as after the email', async () => {
    const untilEndMs = 2 * hourMs;
    const { attempt } = given({ invitation: { ...pending, expiresAt: Date.now() + untilEndMs } });
    for (const number of [1, 2, 3]) await attempt(number);
    const pause = await attempt(4);
    expect(pause).toBeGreaterThan(untilEndMs - 60_000);
    expect(pause).toBeLessThanOrEqual(untilEndMs + 6_000);
    expect([await attempt(5), await attempt(6)]).toEqual([15_000, 40_000]);
  });

  test('finds the acceptance', async () => {
    expect(await given({ invitation: { ...pending, status: 'accepted' } }).attempt(1)).toEqual({});
  });

  test('gives way if the rate budget is short: no request and a short pause', async () => {
    const { attempt, get, constrainRate } = given();
    await attempt(1);
    await attempt(2);
    constrainRate();
    const pause = await attempt(3);
    expect(pause).toBeGreaterThan(20_000);
    expect(pause).toBeLessThan(40_000);
    expect(get).toHaveBeenCalledTimes(2);
  });

  test('does not give way in the first two looks after an email, because some people accept between them', async () => {
    const { attempt, get, constrainRate } = given();
    constrainRate();
    expect([await attempt(1), await attempt(2)]).toEqual([5_000, 15_000]);
    expect(get).toHaveBeenCalledTimes(2);
  });

  test('does not give way within a minute of a hint', async () => {
    const { attempt, get, constrainRate } = given({ hinted: true });
    constrainRate();
    expect([await attempt(1), await attempt(2), await attempt(3)]).toEqual([5_000, 15_000, 40_000]);
    expect(await attempt(4)).toBe('final');
    expect(get).toHaveBeenCalledTimes(4);
  });
});

const none: Acceptors = { allowedAddresses: [], earlierUserIds: [] };
const work = { ...ada, id: 'u2', email: 'ada@example.org' };
const allowed: Acceptors = { allowedAddresses: [work.email], earlierUserIds: [] };

describe('an invitation that is not plainly pending', () => {
  test.each([
    ['cannot be read', undefined],
    ['has a status that is not documented', { ...pending, status: 'other', statusText: 'Joined' } as const],
  ])('counts as accepted if it %s and the person is an active user', async (_name, invitation) => {
    expect(await given({ invitation, users: [ada], acceptors: none }).attempt(1)).toEqual({ userId: 'u1' });
  });

  test('waits if the person is no user, or not active yet', async () => {
    for (const users of [[], [work], [{ ...ada, activity: 'inactive' } as const]]) {
      const { attempt } = given({ invitation: undefined, users, acceptors: none });
      expect(await attempt(1)).toBe(5_000);
      expect(await attempt(2)).toBe(15_000);
    }
  });

  test('may have been accepted with an allowed address, by a user who is new', async () => {
    const accepted = { invitation: undefined, users: [work] };
    expect(await given({ ...accepted, acceptors: allowed }).attempt(1)).toEqual({ userId: 'u2' });
    const earlier = { ...allowed, earlierUserIds: ['U2'] };
    expect(await given({ ...accepted, acceptors: earlier }).attempt(1)).toBe(5_000);
  });

  test('names nobody if several users may have accepted: `confirmPerson` judges', async () => {
    const several = { invitation: undefined, users: [ada, work], acceptors: allowed };
    expect(await given(several).attempt(1)).toEqual({});
  });

  test('does not make it read the users if there is nobody to find there', async () => {
    const { attempt, list } = given({ invitation: undefined, users: [ada] });
    expect(await attempt(1)).toBe(5_000);
    expect(list).not.toHaveBeenCalled();
  });
});

test('a pending invitation does not make it read the users', async () => {
  const { attempt, list } = given({ users: [ada], acceptors: none });
  expect(await attempt(1)).toBe(5_000);
  expect(list).not.toHaveBeenCalled();
});
