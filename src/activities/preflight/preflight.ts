import { Context } from '@temporalio/activity';
import type { PinnedPolicy, PreflightInput, PreflightResult } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { Group, Policy, User, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { captureBaseline } from './baseline.ts';
import { isPerson } from '../membership/confirm-person.ts';
import { findUniqueUser } from '../invitation/find-person.ts';
import { sameId } from '../support/same-id.ts';
import { reading } from '../support/vultr-calls.ts';

/** Step 0. Reads only, so that a wrong or ambiguous name stops the run before any mail goes out. */
export function createPreflight(vultr: VultrClient) {
  return async function preflight(input: PreflightInput): Promise<PreflightResult> {
    const { timings } = input;
    const policies = await reading(timings, (signal) => vultr.policies.list({ signal }));
    const pinned = input.policies.map((name) => pinPolicy(policies, name));
    const groups = await reading(timings, (signal) => vultr.groups.list({ signal }));
    const group = findUniqueGroup(groups, input.groupName);
    // Also finds out, before the first write, whether the key may read users and invitations.
    const users = await reading(timings, (signal) => vultr.users.list({ signal }));
    findUniqueUser(users, input.email);
    const invitations = await reading(timings, (signal) => vultr.invitations.list({ signal }));
    const baseline = captureBaseline([input.email, ...input.allowedAddresses], users, invitations);
    const persons = users.filter(({ id }) => baseline.userIds.includes(id));
    const inGroup = group !== undefined && (await hasMember(group.id, persons, timings));
    const isReady = group !== undefined && (await carriesAll(group.id, pinned));
    return {
      policies: pinned,
      groupExists: group !== undefined,
      ...(isReady ? { readyGroupId: group.id } : {}),
      baseline: { ...baseline, inGroup },
    };
  };

  /** Where that cannot be read now, the writer of the group finds out. */
  async function carriesAll(groupId: string, policies: readonly PinnedPolicy[]): Promise<boolean> {
    try {
      const signal = Context.current().cancellationSignal;
      const attached = await vultr.groups.policies(groupId, { signal });
      return policies.every(({ id }) => attached.some((one) => sameId(one.id, id)));
    } catch (error) {
      if (error instanceof VultrError) return false;
      throw error;
    }
  }

  async function hasMember(groupId: string, persons: readonly User[], timings: Timings): Promise<boolean> {
    if (persons.length === 0) return false;
    const members = await reading(timings, (signal) => vultr.groups.members(groupId, { signal }));
    return persons.some(({ id, email }) => members.some((member) => isPerson(member, { userId: id, email })));
  }
}

/** Vultr's names are not unique and its ids not stable across organizations: a name must mean exactly one policy. */
export function pinPolicy(policies: readonly Policy[], name: string): PinnedPolicy {
  const named = policies.filter((policy) => policy.name === name);
  const [only, ...others] = named;
  if (only === undefined) {
    const near = policies.find((policy) => policy.name.toLowerCase() === name.toLowerCase());
    throw codedFailure('policy_not_found', `No managed policy is named "${name}"`, {
      facts: { policy: name, ...(near === undefined ? {} : { didYouMean: near.name }) },
    });
  }
  if (others.length > 0) {
    throw codedFailure('policy_ambiguous', `${named.length} policies are named "${name}"`, {
      facts: { policy: name, policyIds: named.map((policy) => policy.id).join(', ') },
    });
  }
  if (!only.managed) {
    throw codedFailure('policy_not_found', `The policy "${name}" is a custom one, not managed by Vultr`, {
      facts: { policy: name, policyId: only.id },
    });
  }
  return { name, id: only.id };
}

/** The one active group of exactly this name; deleted ones can linger in the list. */
export function findUniqueGroup(groups: readonly Group[], name: string): Group | undefined {
  const active = groups.filter((group) => !group.deleted && group.name === name);
  if (active.length > 1) {
    throw codedFailure('group_ambiguous', `${active.length} active groups are named "${name}"`, {
      facts: { group: name, groupIds: active.map((group) => group.id).join(', ') },
    });
  }
  return active[0];
}
