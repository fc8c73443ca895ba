import { sameId } from '../contract/lib/case-insensitive.ts';
import { createSharedRead, type SharedRead } from './shared-read.ts';
import type { CallOptions, VultrClient } from './types.ts';

/**
 * The same client with shared reads: a thousand runs that ask for a list at once cost one reading of it. Everything
 * else goes through as it is. `scarce` says whether requests have to wait for each other.
 */
export function createCachedClient(vultr: VultrClient, scarce: () => boolean): VultrClient {
  const shared = <T>(read: () => Promise<T[]>) => createSharedRead(read, scarce);
  const invitations = shared(() => vultr.invitations.list());
  const users = shared(() => vultr.users.list());
  const groups = shared(() => vultr.groups.list());
  const policies = shared(() => vultr.policies.list());
  const members = keyed((groupId) => shared(() => vultr.groups.members(groupId)));
  const groupPolicies = keyed((groupId) => shared(() => vultr.groups.policies(groupId)));
  return {
    ...vultr,
    invitations: {
      ...vultr.invitations,
      list: (options) => invitations.ask(options),
      get: cheapest((id, options) => vultr.invitations.get(id, options), invitations, scarce),
    },
    users: {
      ...vultr.users,
      list: (options) => users.ask(options),
      get: cheapest((id, options) => vultr.users.get(id, options), users, scarce),
    },
    groups: {
      ...vultr.groups,
      list: (options) => groups.ask(options),
      members: (groupId, options) => members(groupId).ask(options),
      policies: (groupId, options) => groupPolicies(groupId).ask(options),
    },
    policies: { ...vultr.policies, list: (options) => policies.ask(options) },
  };
}

/** A list that is read often enough, where requests are scarce, to answer for single things, too. */
const fewPages = 5;

/**
 * Reads one thing by itself, as long as fewer of these readings are under way than the list has pages; beyond that the
 * list is the cheaper answer for all of them. Where requests are scarce, a short list is read all the time and costs
 * nothing more. What it does not show is read by itself all the same: some lists are short of rows.
 */
function cheapest<T extends { readonly id: string }>(
  get: (id: string, options?: CallOptions) => Promise<T | undefined>,
  list: SharedRead<T>,
  scarce: () => boolean,
) {
  let underWay = 0;
  return async (id: string, options?: CallOptions): Promise<T | undefined> => {
    if (underWay >= list.pages() || (scarce() && list.pages() <= fewPages)) {
      const rows = await list.ask(options);
      const row = rows.find((one) => sameId(one.id, id));
      if (row !== undefined) return row;
    }
    underWay++;
    try {
      return await get(id, options);
    } finally {
      underWay--;
    }
  };
}

function keyed<T>(create: (key: string) => SharedRead<T>) {
  const reads = new Map<string, SharedRead<T>>();
  return (key: string): SharedRead<T> => {
    const read = reads.get(key) ?? create(key);
    reads.set(key, read);
    return read;
  };
}
