import { sameId } from '../contract/lib/case-insensitive.ts';
import { createSharedRead, type SharedRead } from './shared-read.ts';
import type { CallOptions, VultrClient } from './types.ts';

/**
 * Wraps the client with shared reads: a thousand callers that read a list at the same time cost one read of it.
 * Everything else passes through. `isRateConstrained` returns whether requests have to wait for each other.
 */
export function withSharedReads(vultr: VultrClient, isRateConstrained: () => boolean): VultrClient {
  const shared = <T>(read: () => Promise<T[]>) => createSharedRead(read, isRateConstrained);
  const invitations = shared(() => vultr.invitations.list());
  const users = shared(() => vultr.users.list());
  const groups = shared(() => vultr.groups.list());
  const policies = shared(() => vultr.policies.list());
  const organizations = shared(() => vultr.organizations.list());
  const members = memoize((groupId) => shared(() => vultr.groups.members(groupId)));
  const suspended = memoize((organizationId) =>
    shared(() => vultr.organizations.suspendedUsers(organizationId)),
  );
  const groupPolicies = memoize((groupId) => shared(() => vultr.groups.policies(groupId)));
  return {
    ...vultr,
    invitations: {
      ...vultr.invitations,
      list: (options) => invitations.read(options),
      get: preferList((id, options) => vultr.invitations.get(id, options), invitations, isRateConstrained),
    },
    users: {
      ...vultr.users,
      list: (options) => users.read(options),
      get: preferList((id, options) => vultr.users.get(id, options), users, isRateConstrained),
    },
    groups: {
      ...vultr.groups,
      list: (options) => groups.read(options),
      members: (groupId, options) => members(groupId).read(options),
      policies: (groupId, options) => groupPolicies(groupId).read(options),
    },
    policies: { ...vultr.policies, list: (options) => policies.read(options) },
    organizations: {
      ...vultr.organizations,
      list: (options) => organizations.read(options),
      suspendedUsers: (organizationId, options) => suspended(organizationId).read(options),
    },
  };
}

/** A list this short is read so often while the rate is constrained that it serves single reads as well. */
const maxPagesOfShortList = 5;

/**
 * Reads one item by itself as long as fewer such reads are in flight than the list has pages; beyond that, the list is
 * the cheaper way for all of them. While the rate is constrained, a short list is read all the time and costs nothing
 * more. An item that the list does not contain is read by itself all the same: some lists leave rows out.
 */
function preferList<T extends { readonly id: string }>(
  get: (id: string, options?: CallOptions) => Promise<T | undefined>,
  list: SharedRead<T>,
  isRateConstrained: () => boolean,
) {
  let inFlight = 0;
  return async (id: string, options?: CallOptions): Promise<T | undefined> => {
    if (inFlight >= list.pages() || (isRateConstrained() && list.pages() <= maxPagesOfShortList)) {
      const rows = await list.read(options);
      const row = rows.find((candidate) => sameId(candidate.id, id));
      if (row !== undefined) return row;
    }
    inFlight++;
    try {
      return await get(id, options);
    } finally {
      inFlight--;
    }
  };
}

function memoize<T>(create: (key: string) => SharedRead<T>) {
  const reads = new Map<string, SharedRead<T>>();
  return (key: string): SharedRead<T> => {
    const read = reads.get(key) ?? create(key);
    reads.set(key, read);
    return read;
  };
}
