import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Watched } from '../../../src/activities/watch/compare-sweeps.ts';
import type { WatchStatus } from '../../../src/activities/watch/status.ts';
import { createSweeper } from '../../../src/activities/watch/sweeper.ts';
import { createTotalsRecord } from '../../../src/activities/watch/totals.ts';
import type { Dialect } from '../../../src/simulator/dialect.ts';
import type { OrganizationClient } from '../../../src/temporal/organization-client.ts';
import { createVultrClient } from '../../../src/vultr/client.ts';
import { currentPriority, type Priority } from '../../../src/vultr/priority.ts';
import type { VultrClient } from '../../../src/vultr/types.ts';
import { inParallel } from '../../support/in-parallel.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../../support/simulated-vultr.ts';

let passedMs = 0;
const passTime = (ms: number) => (passedMs += ms);
const minuteMs = 60_000;

let stopAll: (() => Promise<void>)[] = [];
beforeEach(() => {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + passedMs);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(stopAll.map((stop) => stop()));
  stopAll = [];
});

/** More than two pages, so that asking for totals pays off. */
const many = 1_010;
const emailOf = (index: number) => `person${index}@example.com`;

const ignore = () => {};

type Options = { readonly dialect?: Partial<Dialect>; readonly invitations?: number };

/** A sweeper over a simulated organization. Each call of `check` is one check, and returns what it did. */
async function given({ dialect = {}, invitations = many }: Options = {}) {
  const vultr = await startSimulatedVultr({ requestsPerSecond: 0, ...dialect });
  stopAll.push(vultr.stop);
  const ids = await invite(vultr, 0, invitations);
  const waiting = new Map<string, Watched>();
  const listedSince: (string | undefined)[] = [];
  const client = {
    async *listAll(condition: string) {
      listedSince.push(/StartTime >= '([^']+)'/.exec(condition)?.[1]);
      for (const [id, { onboardingId: workflowId }] of waiting) {
        yield { workflowId, memo: { view: { invitation: { id, expiresAt: '2100-01-01T00:00:00Z' } } } };
      }
    },
  } as unknown as OrganizationClient;
  const hinted: string[] = [];
  const hints = {
    send: async (onboardingIds: readonly string[]) => void hinted.push(...onboardingIds),
    hasPending: () => false,
  };
  const skipped = vi.fn<WatchStatus['skipped']>();
  const status: WatchStatus = {
    swept: ignore,
    probed: ignore,
    skipped,
    learned: ignore,
    listed: ignore,
    failed: ignore,
    close: ignore,
  };
  const totals = createTotalsRecord(0);
  const { client: watched, priorities } = observed(
    createVultrClient({ baseUrl: vultr.url, apiKey: vultr.apiKey, timeoutMs: 10_000 }),
  );
  const sweeper = createSweeper({
    input: {
      organization: 'example',
      taskQueues: { onboarding: 'onboarding-example', vultr: 'vultr-example' },
      sweepEveryMs: 2_000,
      requestsPerSecond: 4,
      fullSweepEveryMs: 10 * minuteMs,
      lingerMs: 30_000,
      idleMs: 60 * minuteMs,
      roundMs: 60 * minuteMs,
      movedTotals: 0,
    },
    vultr: watched,
    client,
    hints,
    status,
    totals,
    onboardingIdOf: (email) => `onboarding of ${email}`,
    waiting: { invitations: new Map(), unreadable: 0 },
    signal: new AbortController().signal,
  });
  async function check() {
    await vultr.forgetRequests();
    hinted.length = 0;
    const before = skipped.mock.calls.length;
    await sweeper.check();
    return {
      hinted: [...hinted],
      isSkipped: skipped.mock.calls.length > before,
      requests: (await vultr.requests()).total,
    };
  }
  const accept = (index: number) => vultr.accept(ids[index] ?? '');
  /** Lets three people accept, so that the totals are trusted if they mean anything. */
  const learn = async () => {
    await check();
    for (const index of [1, 2, 3]) {
      await check();
      await accept(index);
      await check();
    }
    await check();
    await check();
  };
  return { vultr, client: watched, sweeper, check, learn, accept, totals, priorities, waiting, listedSince };
}

async function invite(vultr: SimulatedVultr, from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  const indices = Array.from({ length: to - from }, (_, offset) => from + offset);
  await inParallel(indices, 10, async (index) => {
    const body = JSON.stringify(
      await vultr.call('POST', '/v2/invitation', { email_invited: emailOf(index) }),
    );
    ids[index] = /"id":"([^"]+)"/.exec(body)?.[1] ?? '';
  });
  return ids;
}

/** Records the priority of each list that is read. */
function observed(client: VultrClient) {
  const priorities: Priority[] = [];
  const list: VultrClient['invitations']['list'] = (options) => {
    priorities.push(currentPriority());
    return client.invitations.list(options);
  };
  return { client: { ...client, invitations: { ...client.invitations, list } }, priorities };
}

const onboarding = (index: number) => [`onboarding of ${emailOf(index)}`];

describe.each<Partial<Dialect>>([{ invitationList: 'all' }, { invitationList: 'pending' }])(
  'with totals that count rows, and %j',
  (dialect) => {
    test('a check costs two requests while nothing changes, and an acceptance leads to a prompt sweep', async () => {
      const { check, accept, learn, priorities } = await given({ dialect });
      await learn();
      expect(await check()).toEqual({ hinted: [], isSkipped: true, requests: 2 });
      await accept(7);
      priorities.length = 0;
      const checks = [await check(), await check()];
      expect(checks.flatMap(({ hinted }) => hinted)).toEqual(onboarding(7));
      expect(new Set(priorities)).toEqual(new Set(['high']));
    });

    test('a full sweep comes after ten minutes, whatever the totals say', async () => {
      const { check, learn } = await given({ dialect });
      await learn();
      passTime(10 * minuteMs);
      expect((await check()).isSkipped).toBe(false);
      expect((await check()).isSkipped).toBe(true);
    });

    test('new invitations lead to no prompt sweep', async () => {
      const { vultr, check, learn, priorities, sweeper } = await given({ dialect });
      await learn();
      await invite(vultr, many, many + 1);
      priorities.length = 0;
      passTime(minuteMs);
      await check();
      expect(priorities).toEqual(['background']);
      expect(sweeper.pending()).toBe(many + 1 - 3);
    });
  },
);

describe('totals that cancel out', () => {
  test.each<[string, (from: Awaited<ReturnType<typeof given>>) => Promise<unknown>, Partial<Dialect>]>([
    [
      'because one person leaves while another joins',
      async ({ client, vultr }) => {
        const joined = (await client.users.list()).find(({ email }) => email === emailOf(1));
        const [organization] = await client.organizations.list();
        await client.organizations.removeUser(organization?.id ?? '', joined?.id ?? '');
        expect(await vultr.userEmails()).not.toContain(emailOf(1));
      },
      { invitationList: 'all' },
    ],
    [
      'because one invitation goes out while another is accepted, and the users do not count',
      async ({ client, vultr }) => {
        await invite(vultr, many, many + 1);
        const joined = (await client.users.list()).find(({ email }) => email === emailOf(1));
        const [organization] = await client.organizations.list();
        await client.organizations.removeUser(organization?.id ?? '', joined?.id ?? '');
      },
      { invitationList: 'pending' },
    ],
  ])(
    '%s hide an acceptance only until the next full sweep, and are trusted no more',
    async (_name, cancel, dialect) => {
      const all = await given({ dialect });
      const { check, accept, learn, totals } = all;
      await learn();
      await accept(7);
      await cancel(all);
      expect(await check()).toEqual({ hinted: [], isSkipped: true, requests: 2 });
      passTime(10 * minuteMs);
      const checks = [];
      for (let count = 0; count < 4; count++) {
        checks.push(await check());
        passTime(3_000);
      }
      expect(checks.flatMap(({ hinted }) => hinted)).toEqual(onboarding(7));
      expect(totals.isTrusted()).toBe(false);
    },
  );
});

describe('totals that say nothing', () => {
  test.each<[string, Partial<Dialect>]>([
    ['absent', { meta: 'absent' }],
    ['stuck', { metaTotal: 'stuck' }],
    ['stuck, in a list of pending ones', { metaTotal: 'stuck', invitationList: 'pending' }],
    ['unmoved by an acceptance', { pendingUsersListed: true }],
  ])('(%s) are never trusted: every check is a sweep', async (_name, dialect) => {
    const { check, accept, learn, totals } = await given({ dialect });
    await learn();
    await accept(7);
    const checks = [await check(), await check(), await check()];
    expect(checks.flatMap(({ hinted }) => hinted)).toEqual(onboarding(7));
    expect(checks.map(({ isSkipped }) => isSkipped)).toEqual([false, false, false]);
    expect(totals.moved()).toBe(0);
  });

  test('are asked for only once if Vultr does not say', async () => {
    const { check, learn } = await given({ dialect: { meta: 'absent' } });
    await learn();
    expect((await check()).requests).toBe(1);
  });
});

test('a list of up to 1,000 rows is read without asking for totals', async () => {
  const { check, learn, totals } = await given({ invitations: 20 });
  await learn();
  expect(await check()).toEqual({ hinted: [], isSkipped: false, requests: 1 });
  expect(totals.moved()).toBe(0);
});

describe('an invitation that was accepted before any sweep saw it', () => {
  test('is noticed at the next sweep if the list shows it', async () => {
    const { vultr, check } = await given({ invitations: 3 });
    await check();
    const ids = await invite(vultr, 3, 4);
    await vultr.accept(ids[3] ?? '');
    expect((await check()).hinted).toEqual(onboarding(3));
  });

  test('is noticed after sweeps that failed, even if the list shows only pending ones', async () => {
    const { vultr, check, waiting, listedSince } = await given({
      invitations: 3,
      dialect: { invitationList: 'pending' },
    });
    await check();
    await vultr.fault({ match: { method: 'GET', path: '/v2/invitation' }, kind: 'html-504', times: 1 });
    await expect(check()).rejects.toThrow('504');
    const ids = await invite(vultr, 3, 4);
    waiting.set(ids[3] ?? '', { onboardingId: 'the one that waits' });
    await vultr.accept(ids[3] ?? '');
    passTime(minuteMs);
    const checks = [await check(), await check(), await check()];
    expect(checks.map(({ hinted }) => hinted)).toEqual([[], ['the one that waits'], []]);
    expect(listedSince).toEqual([expect.stringMatching(/^\d{4}-/)]);
  });
});
