import { ApplicationFailure } from '@temporalio/common';
import type { Removal } from '../../contract/api/onboarding-view.ts';
import { sameId } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail } from '../../contract/lib/email.ts';
import { membershipByGroup, wasInGroup } from '../../contract/temporal/one-group.ts';
import type { ConfirmedPerson, UndoInput, UndoResult } from '../../contract/temporal/step-data.ts';
import type { User, VultrClient } from '../../vultr/types.ts';
import { identifyPerson } from '../membership/identify-person.ts';
import { isPerson } from '../support/is-person.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { findArrivals, reasonToKeep } from './arrivals.ts';
import { listAlive, scanInvitations } from './own-invitations.ts';
import { findEarlierRemovals, removeFromGroup, removeFromOrganization } from './remove-user.ts';

/**
 * Removes the users who joined through an invitation of a cancelled onboarding, and returns which of its invitations
 * can still be accepted. Everything that is not its own stays as it was: earlier members, groups, attached policies,
 * and users who joined through another invitation. A repeated attempt looks again first, as in every step.
 */
export function createUndoAccess(client: VultrClient) {
  return async function undoAccess(input: UndoInput): Promise<UndoResult> {
    const vultr = createSession(client, input.timings);
    // The invitations come first: the next scan judges a user who joins between the two reads.
    const scan = await scanInvitations(vultr, input);
    const users = await vultr.users.list();
    const arrivals = findArrivals(input, scan, users);

    // Every user is judged before the first is removed, so that a doubt about one does not leave the work half done.
    const judged = arrivals.map((user) => ({ user, reason: reasonToKeep(input, user, scan) }));
    const removals: Removal[] = findEarlierRemovals(users);
    for (const { user, reason } of judged) {
      if (reason === undefined) removals.push(await removeFromOrganization(vultr, user));
    }
    removals.push(...(await leaveAddedGroups(vultr, input, removals, users)));
    return {
      removals,
      kept: judged.flatMap(({ user, reason }) =>
        reason === undefined ? [] : [{ email: canonicalEmail(user.email), reason }],
      ),
      accepted: scan.own.some(({ status }) => status === 'accepted'),
      alive: listAlive(input, scan),
    };
  };
}

async function leaveAddedGroups(
  vultr: VultrSession,
  input: UndoInput,
  removals: readonly Removal[],
  users: readonly User[],
): Promise<readonly Removal[]> {
  const { membership, baseline } = input.effects;
  if (membership === undefined) return [];
  const { groupIds, added = {}, person: confirmed } = membershipByGroup(membership);
  const addedTo = groupIds.filter((id) => added[id] ?? !wasInGroup(baseline, id));
  if (addedTo.length === 0) return [];
  const person = confirmed ?? findGranted(input, users);
  // A user who has left the organization has left its groups.
  if (person === undefined || removals.some(({ userId }) => sameId(userId, person.userId))) return [];
  const left: Removal[] = [];
  for (const groupId of addedTo) {
    const members = await vultr.groups.members(groupId);
    const member = members.find((one) => isPerson(one, person));
    if (member !== undefined) left.push(await removeFromGroup(vultr, { groupId, person }, member.id));
  }
  return left;
}

/**
 * Finds the person whom a worker may have added before it died and could not say whom. It has confirmed them by the same
 * rules, and has added nobody if it could not.
 */
function findGranted({ email, effects }: UndoInput, users: readonly User[]): ConfirmedPerson | undefined {
  const { acceptance = {}, membership } = effects;
  const allowedAddresses = membership?.allowedAddresses ?? [];
  try {
    const user = identifyPerson(users, { email, allowedAddresses, acceptance });
    return user && { userId: user.id, email: user.email };
  } catch (error) {
    if (error instanceof ApplicationFailure) return undefined;
    throw error;
  }
}
