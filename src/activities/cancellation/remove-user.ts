import { canonicalEmail } from '../../contract/lib/email.ts';
import type { Removal } from '../../contract/api/onboarding-view.ts';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { User, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { isPerson } from '../membership/confirm-person.ts';
import { loadAttemptState, saveAttemptState } from '../support/heartbeat-state.ts';
import { notVisibleYet, readBack } from '../support/read-back.ts';
import { sameId } from '../support/same-id.ts';
import { detailsOf, reading, type WriteResult, writing } from '../support/vultr-calls.ts';

/** Takes a user out of the organization and reads back that they are gone. Their account survives. */
export async function removeFromOrganization(
  vultr: VultrClient,
  user: User,
  timings: Timings,
): Promise<Removal> {
  const organizationId = await findUniqueOrganization(vultr, timings);
  saveAttemptState({
    removing: [...(loadAttemptState().removing ?? []), { userId: user.id, email: user.email }],
  });
  const removed = await writing(timings, (signal) =>
    vultr.organizations.removeUser(organizationId, user.id, { signal }),
  );
  const users = () => reading(timings, (signal) => vultr.users.list({ signal }));
  const gone = await readBack(timings, async () => {
    const rest = await users();
    return rest.some(({ id, pending }) => sameId(id, user.id) && !pending) ? undefined : rest.length;
  });
  if (gone === undefined) throw stillThere(removed, 'DELETE /v2/organizations/{id}/user/{id}', timings);
  return removedFromOrganization({ userId: user.id, email: user.email }, gone);
}

/** What an earlier attempt removed whose answer was lost: they are among the users no more. */
export function findEarlierRemovals(users: readonly User[]): Removal[] {
  return (loadAttemptState().removing ?? [])
    .filter(({ userId }) => !users.some(({ id, pending }) => sameId(id, userId) && !pending))
    .map((person) => removedFromOrganization(person, users.length));
}

function removedFromOrganization({ userId, email }: ConfirmedPerson, users: number): Removal {
  return {
    at: new Date().toISOString(),
    userId,
    email: canonicalEmail(email),
    action: 'taken out of the organization',
    checks: [
      {
        name: 'the users of the organization no longer contain the person',
        request: 'GET /v2/users',
        passed: true,
        observed: `${users} users`,
      },
    ],
  };
}

/** Takes somebody out of a group and reads it back. `memberId` is the id under which the group lists them. */
export async function removeFromGroup(
  vultr: VultrClient,
  { groupId, person }: { readonly groupId: string; readonly person: ConfirmedPerson },
  memberId: string,
  timings: Timings,
): Promise<Removal> {
  const removed = await writing(timings, (signal) =>
    vultr.groups.removeMember(groupId, memberId, { signal }),
  );
  const gone = await readBack(timings, async () => {
    const members = await reading(timings, (signal) => vultr.groups.members(groupId, { signal }));
    return members.some((member) => isPerson(member, person)) ? undefined : members.length;
  });
  if (gone === undefined) throw stillThere(removed, 'DELETE /v2/groups/{id}/members/{id}', timings);
  return {
    at: new Date().toISOString(),
    userId: person.userId,
    email: canonicalEmail(person.email),
    action: 'taken out of the group that the run had added them to',
    checks: [
      {
        name: 'the members of the group no longer contain the person',
        request: `GET /v2/groups/${groupId}/members`,
        passed: true,
        observed: `${gone} members`,
      },
    ],
  };
}

function stillThere(removed: WriteResult<void>, request: string, timings: Timings): Error {
  // A 404 says that there is nobody to remove, so it is the reading that is late.
  if (removed.refusal !== undefined && removed.refusal.kind !== 'not_found') {
    return codedFailure('vultr_refused', removed.refusal.message, detailsOf(removed.refusal));
  }
  return notVisibleYet(
    'write_not_visible',
    'Vultr took the removal and still shows the person',
    { request },
    timings,
  );
}

async function findUniqueOrganization(vultr: VultrClient, timings: Timings): Promise<string> {
  const organizations = await reading(timings, (signal) => vultr.organizations.list({ signal }));
  const [only, ...others] = organizations;
  if (only !== undefined && others.length === 0) return only.id;
  const facts = { organizations: organizations.map(({ id, name }) => `${name} (${id})`).join(', ') };
  throw codedFailure('organization_unclear', `The key sees ${organizations.length} organizations`, { facts });
}
