import { Context } from '@temporalio/activity';
import { sameId } from '../../contract/lib/case-insensitive.ts';
import { groupsToCheck } from '../../contract/temporal/one-group.ts';
import type {
  CheckedGroup,
  PinnedPolicy,
  PreflightInput,
  PreflightResult,
} from '../../contract/temporal/step-data.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { User, VultrClient } from '../../vultr/types.ts';
import { assertNotInactive } from '../invitation/find-person.ts';
import { findUniqueGroup } from '../support/find-unique.ts';
import { createGroupWarnings } from '../support/similar-groups.ts';
import { isPerson } from '../support/is-person.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { captureBaseline } from './baseline.ts';
import { pinPolicy } from './pin-policy.ts';

/** Step 0. Only reads, so that a wrong or ambiguous name stops the onboarding before any email is sent. */
export function createPreflight(client: VultrClient) {
  return async function preflight(input: PreflightInput): Promise<PreflightResult> {
    const vultr = createSession(client, input.timings);
    const allPolicies = await vultr.policies.list();
    const wanted = groupsToCheck(input).map(({ name, policies }) => ({
      name,
      policies: policies.map((policy) => pinPolicy(allPolicies, policy)),
    }));
    const groups = await vultr.groups.list();
    const found = wanted.map(({ name }) => findUniqueGroup(groups, name));
    const warn = createGroupWarnings(groups);
    const warnings = wanted.flatMap(({ name }) => warn(name));
    // These reads also reveal, before the first write, whether the key may read users and invitations.
    const users = await vultr.users.list();
    assertNotInactive(users, input.email);
    const invitations = await vultr.invitations.list();
    const baseline = captureBaseline([input.email, ...input.allowedAddresses], users, invitations);
    const members = users.filter(({ id }) => baseline.userIds.includes(id));
    const inGroups: string[] = [];
    const checked: CheckedGroup[] = [];
    for (const [index, { policies }] of wanted.entries()) {
      const group = found[index];
      if (group !== undefined && (await containsAny(vultr, group.id, members))) inGroups.push(group.id);
      const isReady = group !== undefined && (await carriesAll(client, group.id, policies));
      checked.push({
        policies,
        exists: group !== undefined,
        ...(isReady ? { readyGroupId: group.id } : {}),
      });
    }
    return {
      groups: checked,
      ...(warnings.length > 0 ? { warnings } : {}),
      baseline: { ...baseline, inGroups },
    };
  };
}

async function containsAny(vultr: VultrSession, groupId: string, users: readonly User[]): Promise<boolean> {
  if (users.length === 0) return false;
  const members = await vultr.groups.members(groupId);
  return users.some(({ id, email }) => members.some((member) => isPerson(member, { userId: id, email })));
}

/** Returns `false` as well if the policies of the group cannot be read: then the group writer finds out. */
async function carriesAll(
  client: VultrClient,
  groupId: string,
  policies: readonly PinnedPolicy[],
): Promise<boolean> {
  try {
    const signal = Context.current().cancellationSignal;
    const attached = await client.groups.policies(groupId, { signal });
    return policies.every(({ id }) => attached.some((one) => sameId(one.id, id)));
  } catch (error) {
    if (error instanceof VultrError) return false;
    throw error;
  }
}
