import type { Check } from '../../contract/api/onboarding-view.ts';
import { sameId } from '../../contract/lib/case-insensitive.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { AccessProof, GrantedAccess, GroupToGrant } from '../../contract/temporal/grant.ts';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import type { Member, PolicyReference, User, VultrClient } from '../../vultr/types.ts';
import { isPerson } from '../support/is-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import type { VultrSession } from '../support/session.ts';
import { warningsFor } from './warnings.ts';

export type AccessToVerify = GrantedAccess & {
  /** The person's row in the list of users, if this attempt has read it so recently that it still counts. */
  readonly user?: User | undefined;
  /** The members of groups, by the group's ID, that this attempt has read after its last write. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
};

/**
 * Step 7. Four independent checks must agree, for each group, that the person has the access. The guide's own check,
 * `/v2/users/me/groups`, needs the person's key; with the organization's key, these four prove the same. Three of them
 * read lists that many onboardings share; only the effective policies cost a request for this person alone.
 */
export async function verifyAccess(
  client: VultrClient,
  vultr: VultrSession,
  access: AccessToVerify,
): Promise<AccessProof> {
  const { groups, person } = access;
  const { userId } = person;
  const user = access.user ?? (await vultr.users.get(userId));
  const read: ReadGroup[] = [];
  for (const group of groups) {
    const members = access.members.get(group.groupId) ?? (await vultr.groups.members(group.groupId));
    read.push({ ...group, members, attached: await vultr.groups.policies(group.groupId) });
  }
  const effective = await vultr.users.policies(userId);

  const checks: Check[] = [
    {
      name: 'the person is an Active user of the organization',
      request: access.user === undefined ? `GET /v2/users/${userId}` : 'GET /v2/users',
      // If Vultr returns no status, it is enough that the user exists.
      passed: user !== undefined && user.activity !== 'inactive',
      observed: user === undefined ? 'no such user' : `status ${user.statusText}`,
    },
    ...read.flatMap((group) => checkGroup(group, person, effective)),
  ];
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    const facts = Object.fromEntries(failed.map(({ request, observed }) => [request, observed ?? '']));
    const message = `These checks do not pass yet: ${failed.map(({ name }) => name).join('; ')}`;
    throw notVisibleYet('access_not_verified', message, { facts }, vultr.timings);
  }
  return { checks, warnings: await warningsFor(client, vultr, access, effective) };
}

type ReadGroup = GroupToGrant & {
  readonly members: readonly Member[];
  readonly attached: readonly PolicyReference[];
};

function checkGroup(
  { groupId, policies, members, attached }: ReadGroup,
  person: ConfirmedPerson,
  effective: readonly PolicyReference[],
): Check[] {
  const containsAll = (references: readonly PolicyReference[]) =>
    policies.every(({ id }) => references.some((reference) => sameId(reference.id, id)));
  return [
    {
      name: 'the members of the group contain the person',
      request: `GET /v2/groups/${groupId}/members`,
      passed: members.some((member) => isPerson(member, person)),
      observed: plural(members.length, 'member'),
      groupId,
    },
    {
      name: 'every policy is attached to the group',
      request: `GET /v2/groups/${groupId}/policies`,
      passed: containsAll(attached),
      observed: listNames(attached),
      groupId,
    },
    {
      name: 'the effective policies of the person contain every policy',
      request: `GET /v2/users/${person.userId}/policies`,
      passed: containsAll(effective),
      observed: listNames(effective),
      groupId,
    },
  ];
}

function listNames(references: readonly PolicyReference[]): string {
  return references.map(({ name, id }) => name ?? id).join(', ') || 'no policy';
}
