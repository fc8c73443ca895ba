import type { Check } from '../../contract/api/onboarding-view.ts';
import { sameId } from '../../contract/lib/case-insensitive.ts';
import type { AccessProof, GrantedAccess } from '../../contract/temporal/grant.ts';
import type { Member, PolicyReference, User, VultrClient } from '../../vultr/types.ts';
import { isPerson } from '../support/is-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import type { VultrSession } from '../support/session.ts';
import { warningsFor } from './warnings.ts';

export type AccessToVerify = GrantedAccess & {
  /** The person's row in the list of users, if this attempt has read it so recently that it still counts. */
  readonly user?: User | undefined;
  /** The members of the group, if this attempt has read them after its last write. */
  readonly members?: readonly Member[] | undefined;
};

/**
 * Step 7. Four independent checks must agree that the person has the access. The guide's own check,
 * `/v2/users/me/groups`, needs the person's key; with the organization's key, these four prove the same. Three of them
 * read lists that many onboardings share; only the effective policies cost a request for this person alone.
 */
export async function verifyAccess(
  client: VultrClient,
  vultr: VultrSession,
  access: AccessToVerify,
): Promise<AccessProof> {
  const { groupId, person, policies } = access;
  const { userId } = person;
  const user = access.user ?? (await vultr.users.get(userId));
  const members = access.members ?? (await vultr.groups.members(groupId));
  const attached = await vultr.groups.policies(groupId);
  const effective = await vultr.users.policies(userId);

  const checks: Check[] = [
    {
      name: 'the person is an Active user of the organization',
      request: access.user === undefined ? `GET /v2/users/${userId}` : 'GET /v2/users',
      // If Vultr returns no status, it is enough that the user exists.
      passed: user !== undefined && user.activity !== 'inactive',
      observed: user === undefined ? 'no such user' : `status ${user.statusText}`,
    },
    {
      name: 'the members of the group contain the person',
      request: `GET /v2/groups/${groupId}/members`,
      passed: members.some((member) => isPerson(member, person)),
      observed: `${members.length} members`,
    },
    {
      name: 'every policy is attached to the group',
      request: `GET /v2/groups/${groupId}/policies`,
      passed: containsAll(attached),
      observed: listNames(attached),
    },
    {
      name: 'the effective policies of the person contain every policy',
      request: `GET /v2/users/${userId}/policies`,
      passed: containsAll(effective),
      observed: listNames(effective),
    },
  ];
  function containsAll(references: readonly PolicyReference[]): boolean {
    return policies.every(({ id }) => references.some((reference) => sameId(reference.id, id)));
  }

  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    const facts = Object.fromEntries(failed.map(({ request, observed }) => [request, observed ?? '']));
    const message = `These checks do not pass yet: ${failed.map(({ name }) => name).join('; ')}`;
    throw notVisibleYet('access_not_verified', message, { facts }, vultr.timings);
  }
  return { checks, warnings: await warningsFor(client, vultr, access, effective) };
}

function listNames(references: readonly PolicyReference[]): string {
  return references.map(({ name, id }) => name ?? id).join(', ') || 'no policy';
}
