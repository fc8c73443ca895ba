import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { createCachedClient } from '../../src/vultr/cached-client.ts';
import { currentPriority, withPriority } from '../../src/vultr/priority.ts';
import type { Invitation, VultrClient } from '../../src/vultr/types.ts';

const invitation = (id: string): Invitation => ({
  id,
  email: `${id}@example.com`,
  status: 'pending',
  statusText: 'Pending',
});

/** A Vultr whose readings end when they are told to. */
function slowVultr() {
  const readings: PromiseWithResolvers<Invitation[]>[] = [];
  const priorities: string[] = [];
  const get = vi.fn<VultrClient['invitations']['get']>(async (id) => invitation(id));
  const list = vi.fn<VultrClient['invitations']['list']>(() => {
    const reading = Promise.withResolvers<Invitation[]>();
    readings.push(reading);
    priorities.push(currentPriority());
    return reading.promise;
  });
  const vultr = { invitations: { list, get }, users: {}, groups: {}, policies: {} } as unknown as VultrClient;
  return { vultr, list, get, readings, priorities };
}

describe('a list that many ask for', () => {
  test('is read once for all who asked before the reading began, and again for who asked later', async () => {
    const { vultr, list, readings } = slowVultr();
    const { invitations } = createCachedClient(vultr, () => false);
    const first = invitations.list();
    const later = [invitations.list(), invitations.list()];
    readings[0]?.resolve([invitation('old')]);
    await expect(first).resolves.toEqual([invitation('old')]);
    await nextTurn();
    readings[1]?.resolve([invitation('new')]);
    for (const answer of later) await expect(answer).resolves.toEqual([invitation('new')]);
    expect(list).toHaveBeenCalledTimes(2);
  });

  test('tells a failure to all who asked for this reading, and reads again for the next', async () => {
    const { vultr, readings } = slowVultr();
    const { invitations } = createCachedClient(vultr, () => false);
    const first = invitations.list();
    const second = invitations.list();
    readings[0]?.reject(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    await nextTurn();
    readings[1]?.resolve([]);
    await expect(second).resolves.toEqual([]);
  });

  test('goes on for the others when one of them leaves', async () => {
    const { vultr, readings } = slowVultr();
    const { invitations } = createCachedClient(vultr, () => false);
    const leaving = new AbortController();
    const left = invitations.list({ signal: leaving.signal });
    leaving.abort(new Error('cancelled'));
    await expect(left).rejects.toThrow('cancelled');
    const stays = invitations.list();
    readings[0]?.resolve([]);
    await nextTurn();
    readings[1]?.resolve([invitation('a')]);
    await expect(stays).resolves.toEqual([invitation('a')]);
  });

  test('is read at the highest priority of those who asked', async () => {
    const { vultr, readings, priorities } = slowVultr();
    const { invitations } = createCachedClient(vultr, () => false);
    const first = withPriority('idle', () => invitations.list());
    const others = (['background', 'urgent', 'normal'] as const).map((priority) =>
      withPriority(priority, () => invitations.list()),
    );
    readings[0]?.resolve([]);
    await first;
    await nextTurn();
    readings[1]?.resolve([]);
    await Promise.all(others);
    expect(priorities).toEqual(['idle', 'urgent']);
  });

  test('is read for a single one only after a while, where requests are scarce; for a crowd at once', async () => {
    vi.useFakeTimers();
    try {
      const { vultr, list, readings } = slowVultr();
      const { invitations } = createCachedClient(vultr, () => true);
      const answers = [invitations.list()];
      await vi.advanceTimersByTimeAsync(7_000);
      expect(list).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1_100);
      expect(list).toHaveBeenCalledTimes(1);
      readings[0]?.resolve([]);
      await vi.advanceTimersByTimeAsync(0);
      answers.push(...Array.from({ length: 40 }, () => invitations.list()));
      await vi.advanceTimersByTimeAsync(0);
      expect(list).toHaveBeenCalledTimes(2);
      readings[1]?.resolve([]);
      await Promise.all(answers);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('one invitation', () => {
  test('is read by itself; what more than a page’s worth want at once is taken from the list', async () => {
    const { vultr, get, list, readings } = slowVultr();
    const hanging = Promise.withResolvers<Invitation>();
    get.mockReturnValueOnce(hanging.promise);
    const { invitations } = createCachedClient(vultr, () => false);
    const first = invitations.get('a');
    const second = invitations.get('b');
    await nextTurn();
    expect(list).toHaveBeenCalledTimes(1);
    readings[0]?.resolve([invitation('B')]);
    await expect(second).resolves.toEqual(invitation('B'));
    hanging.resolve(invitation('a'));
    await expect(first).resolves.toEqual(invitation('a'));
    expect(get).toHaveBeenCalledTimes(1);
  });

  test('that the list does not show is read by itself all the same', async () => {
    const { vultr, get, readings } = slowVultr();
    const hanging = Promise.withResolvers<Invitation>();
    get.mockReturnValueOnce(hanging.promise);
    const { invitations } = createCachedClient(vultr, () => false);
    const first = invitations.get('a');
    const second = invitations.get('accepted');
    await nextTurn();
    readings[0]?.resolve([invitation('a')]);
    await expect(second).resolves.toEqual(invitation('accepted'));
    hanging.resolve(invitation('a'));
    await first;
  });
});
