import type { Removal } from '../../contract/api/onboarding-view.ts';
import { sameId } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail } from '../../contract/lib/email.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import type { User } from '../../vultr/types.ts';
import { findUniqueOrganization } from '../support/find-unique.ts';
import { loadAttemptState, saveAttemptState } from '../support/heartbeat-state.ts';
import { isPerson } from '../support/is-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import type { VultrSession, WriteResult } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';

/** Removes a user from the organization and reads back that they are gone. Their account survives. */
export async function removeFromOrganization(vultr: VultrSession, user: User): Promise<Removal> {
  const { id: organizationId } = findUniqueOrganization(await vultr.organizations.list());
  const person = { userId: user.id, email: user.email };
  saveAttemptState({ removing: [...(loadAttemptState().removing ?? []), person] });
  const removed = await vultr.organizations.removeUser(organizationId, user.id);
  const remaining = await vultr.lookAfter(removed, async () => {
    const users = await vultr.users.list();
    return contains(users, user.id) ? undefined : users.length;
  });
  if (remaining === undefined) {
    throw stillThere(vultr, removed, 'DELETE /v2/organizations/{id}/user/{id}');
  }
  return removedFromOrganization(person, remaining);
}

/** Finds users whom an earlier attempt removed without learning the outcome: they are no longer in the list. */
export function findEarlierRemovals(users: readonly User[]): Removal[] {
  return (loadAttemptState().removing ?? [])
    .filter(({ userId }) => !contains(users, userId))
    .map((person) => removedFromOrganization(person, users.length));
}

function contains(users: readonly User[], userId: string): boolean {
  return users.some(({ id, pending }) => sameId(id, userId) && !pending);
}

function removedFromOrganization({ userId, email }: ConfirmedPerson, userCount: number): Removal {
  return {
    at: new Date().toISOString(),
    userId,
    email: canonicalEmail(email),
    action: 'removed from the organization',
    checks: [
      {
        name: 'the users of the organization no longer contain the person',
        request: 'GET /v2/users',
        passed: true,
        observed: plural(userCount, 'user'),
      },
    ],
  };
}

/** Removes a person from a group and reads it back. `memberId` is the ID that the group's list of members shows. */
export async function removeFromGroup(
  vultr: VultrSession,
  { groupId, person }: { readonly groupId: string; readonly person: ConfirmedPerson },
  memberId: string,
): Promise<Removal> {
  const removed = await vultr.groups.removeMember(groupId, memberId);
  const remaining = await vultr.lookAfter(removed, async () => {
    const members = await vultr.groups.members(groupId);
    return members.some((member) => isPerson(member, person)) ? undefined : members.length;
  });
  if (remaining === undefined) throw stillThere(vultr, removed, 'DELETE /v2/groups/{id}/members/{id}');
  return {
    at: new Date().toISOString(),
    userId: person.userId,
    email: canonicalEmail(person.email),
    action: 'removed from the group to which the onboarding had added them',
    checks: [
      {
        name: 'the members of the group no longer contain the person',
        request: `GET /v2/groups/${groupId}/members`,
        passed: true,
        observed: plural(remaining, 'member'),
      },
    ],
  };
}

function stillThere({ timings }: VultrSession, removed: WriteResult<void>, request: string): Error {
  // A 404 means that the person is gone already, so the list is late.
  if (removed.refusal !== undefined && removed.refusal.kind !== 'not_found') {
    return refusedFailure(removed.refusal);
  }
  const message = 'Vultr confirmed the removal but still shows the person';
  return notVisibleYet('write_not_visible', message, { request }, timings);
}
