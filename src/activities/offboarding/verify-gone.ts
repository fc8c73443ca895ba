import type { Check } from '../../contract/api/onboarding-view.ts';
import type { Held, Proof, VerifyGoneInput } from '../../contract/temporal/offboarding.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { isPerson } from '../support/is-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { isLive, readMembers } from './read-members.ts';
import { contains } from './find-leaver.ts';
import { isFirstAttempt } from './is-first-attempt.ts';

/**
 * The proof that the person is gone: from the organization, and from everything that the survey saw. It reads the groups,
 * policies and roles themselves, because Vultr may show nothing about a user who is not in the organization. A list that the
 * removal has just read back is not read again, unless a check has failed before.
 */
export function createVerifyGone(client: VultrClient) {
  return async function verifyGone(input: VerifyGoneInput): Promise<Proof> {
    const vultr = createSession(client, input.timings);
    const checks = [...(await checkOrganization(vultr, input)), ...(await checkHoldings(vultr, input))];
    const failed = checks.filter(({ passed }) => !passed);
    if (failed.length > 0) {
      const facts = Object.fromEntries(failed.map(({ request, observed }) => [request, observed ?? '']));
      const message = `These checks do not pass yet: ${failed.map(({ name }) => name).join('; ')}`;
      throw notVisibleYet('still_there', message, { facts }, input.timings);
    }
    return { checks, warnings: [] };
  };
}

async function checkOrganization(
  vultr: VultrSession,
  { organizationId, person, proven = [] }: VerifyGoneInput,
): Promise<Check[]> {
  const known = (request: string) =>
    isFirstAttempt() ? proven.find((check) => check.passed && check.request === request) : undefined;
  const suspendedUsers = `GET /v2/organizations/${organizationId}/suspended-users`;
  return [
    known('GET /v2/users') ?? (await checkUsers()),
    known(suspendedUsers) ?? (await checkSuspended()),
    await checkUser(),
  ];

  async function checkUsers(): Promise<Check> {
    const users = await vultr.users.list();
    return {
      name: 'the users of the organization do not contain the person',
      request: 'GET /v2/users',
      // Someone who was invited again shows as a pending row.
      passed: !contains(
        users.filter(({ pending }) => !pending),
        person.userId,
      ),
      observed: plural(users.length, 'user'),
    };
  }

  async function checkSuspended(): Promise<Check> {
    const suspended = await vultr.organizations.suspendedUsers(organizationId);
    return {
      name: 'the suspended users of the organization do not contain the person',
      request: suspendedUsers,
      passed: !contains(suspended, person.userId),
      observed: plural(suspended.length, 'suspended user'),
    };
  }

  async function checkUser(): Promise<Check> {
    const user = await vultr.users.get(person.userId);
    return {
      name: 'the user cannot be read, or is not Active in the organization',
      request: `GET /v2/users/${person.userId}`,
      passed: user?.activity !== 'active',
      observed: user === undefined ? 'no such user' : `status ${user.statusText}`,
    };
  }
}

async function checkHoldings(vultr: VultrSession, { person, before }: VerifyGoneInput): Promise<Check[]> {
  const checks: Check[] = [];
  for (const group of before.groups) {
    const members = await readMembers(vultr, group);
    const passed = !members?.some((member) => isPerson(member, person));
    // A group that was deleted since gives no access, and Vultr may refuse to list its members.
    if (members === undefined || (!passed && !(await isLive(vultr, group)))) continue;
    checks.push({
      name: `the members of the group ${nameOf(group)} do not contain the person`,
      request: `GET /v2/groups/${group.id}/members`,
      passed,
      observed: plural(members.length, 'member'),
    });
  }
  // A policy that was deleted since gives no access.
  const livePolicies = before.policies.length === 0 ? [] : await vultr.policies.list();
  for (const policy of before.policies.filter(({ id }) => contains(livePolicies, id))) {
    const users = await vultr.policies.users(policy.id);
    checks.push({
      name: `the policy ${nameOf(policy)} is not attached to the person`,
      request: `GET /v2/policies/${policy.id}/users`,
      passed: !contains(users, person.userId),
      observed: plural(users.length, 'user'),
    });
  }
  for (const role of before.roles) {
    const users = await vultr.roles.users(role.id);
    checks.push({
      name: `the role ${nameOf(role)} is not given to the person`,
      request: `GET /v2/roles/${role.id}/users`,
      passed: !contains(users, person.userId),
      observed: plural(users.length, 'user'),
    });
  }
  return checks;
}

function nameOf({ id, name }: Held): string {
  return name === undefined ? id : `"${name}"`;
}
