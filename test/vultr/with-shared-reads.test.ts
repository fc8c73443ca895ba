import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { withSharedReads } from '../../src/vultr/with-shared-reads.ts';
import { currentPriority, withPriority } from '../../src/vultr/priority.ts';
import type { Invitation, VultrClient } from '../../src/vultr/types.ts';

const invitation = (id: string): Invitation => ({
  id,
  email: `${id}@example.com`,
  status: 'pending',
  statusText: 'Pending',
});

/** A client whose list reads end only when the test resolves them. */
function createManualClient() {
  const reads: PromiseWithResolvers<Invitation[]>[] = [];
  const priorities: string[] = [];
  const get = vi.fn<VultrClient['invitations']['get']>(async (id) => invitation(id));
  const list = vi.fn<VultrClient['invitations']['list']>(() => {
    const read = Promise.withResolvers<Invitation[]>();
    reads.push(read);
    priorities.push(currentPriority());
    return read.promise;
  });
  const vultr = { invitations: { list, get }, users: {}, groups: {}, policies: {} } as unknown as VultrClient;
  return { vultr, list, get, reads, priorities };
}

describe('a list with many callers', () => {
  test('is read once for all callers who asked before the read began, and again for later ones', async () => {
    const { vultr, list, reads } = createManualClient();
    const { invitations } = withSharedReads(vultr, () => false);
    const first = invitations.list();
    const later = [invitations.list(), invitations.list()];
    reads[0]?.resolve([invitation('old')]);
    await expect(first).resolves.toEqual([invitation('old')]);
    await nextTurn();
    reads[1]?.resolve([invitation('new')]);
    for (const rows of later) await expect(rows).resolves.toEqual([invitation('new')]);
    expect(list).toHaveBeenCalledTimes(2);
  });

  test('fails for all callers of a failed read, and is read again for the next', async () => {
    const { vultr, reads } = createManualClient();
    const { invitations } = withSharedReads(vultr, () => false);
    const first = invitations.list();
    const second = invitations.list();
    reads[0]?.reject(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    await nextTurn();
    reads[1]?.resolve([]);
    await expect(second).resolves.toEqual([]);
  });

  test('is still read for the others when one caller aborts', async () => {
    const { vultr, reads } = createManualClient();
    const { invitations } = withSharedReads(vultr, () => false);
    const controller = new AbortController();
    const abandoned = invitations.list({ signal: controller.signal });
    controller.abort(new Error('cancelled'));
    await expect(abandoned).rejects.toThrow('cancelled');
    const kept = invitations.list();
    reads[0]?.resolve([]);
    await nextTurn();
    reads[1]?.resolve([invitation('a')]);
    await expect(kept).resolves.toEqual([invitation('a')]);
  });

  test('is read at the highest priority of its callers', async () => {
    const { vultr, reads, priorities } = createManualClient();
    const { invitations } = withSharedReads(vultr, () => false);
    const first = withPriority('idle', () => invitations.list());
    const others = (['background', 'urgent', 'normal'] as const).map((priority) =>
      withPriority(priority, () => invitations.list()),
    );
    reads[0]?.resolve([]);
    await first;
    await nextTurn();
    reads[1]?.resolve([]);
    await Promise.all(others);
    expect(priorities).toEqual(['idle', 'urgent']);
  });

  test('waits a while for more callers if the rate is constrained, but is read at once for a crowd', async () => {
    vi.useFakeTimers();
    try {
      const { vultr, list, reads } = createManualClient();
      const { invitations } = withSharedReads(vultr, () => true);
      const lists = [invitations.list()];
      await vi.advanceTimersByTimeAsync(7_000);
      expect(list).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1_100);
      expect(list).toHaveBeenCalledTimes(1);
      reads[0]?.resolve([]);
      await vi.advanceTimersByTimeAsync(0);
      lists.push(...Array.from({ length: 40 }, () => invitations.list()));
      await vi.advanceTimersByTimeAsync(0);
      expect(list).toHaveBeenCalledTimes(2);
      reads[1]?.resolve([]);
      await Promise.all(lists);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('one invitation', () => {
  test('is read by itself, but from the list once as many reads are in flight as the list has pages', async () => {
    const { vultr, get, list, reads } = createManualClient();
    const pending = Promise.withResolvers<Invitation>();
    get.mockReturnValueOnce(pending.promise);
    const { invitations } = withSharedReads(vultr, () => false);
    const first = invitations.get('a');
    const second = invitations.get('b');
    await nextTurn();
    expect(list).toHaveBeenCalledTimes(1);
    reads[0]?.resolve([invitation('B')]);
    await expect(second).resolves.toEqual(invitation('B'));
    pending.resolve(invitation('a'));
    await expect(first).resolves.toEqual(invitation('a'));
    expect(get).toHaveBeenCalledTimes(1);
  });

  test('that the list does not contain is read by itself all the same', async () => {
    const { vultr, get, reads } = createManualClient();
    const pending = Promise.withResolvers<Invitation>();
    get.mockReturnValueOnce(pending.promise);
    const { invitations } = withSharedReads(vultr, () => false);
    const first = invitations.get('a');
    const second = invitations.get('accepted');
    await nextTurn();
    reads[0]?.resolve([invitation('a')]);
    await expect(second).resolves.toEqual(invitation('accepted'));
    pending.resolve(invitation('a'));
    await first;
  });
});
