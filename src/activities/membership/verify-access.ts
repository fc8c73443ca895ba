import type { Check } from '../../contract/api/onboarding-view.ts';
import type { VerifyInput, VerifyResult } from '../../contract/temporal/step-data.ts';
import type { PolicyReference, VultrClient } from '../../vultr/types.ts';
import { isPerson } from './confirm-person.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { sameId } from '../support/same-id.ts';
import { reading } from '../support/vultr-calls.ts';
import { warningsFor } from './warnings.ts';

/**
 * Step 7. Four independent readings must agree that the person has the access. The guide's own check,
 * `/v2/users/me/groups`, needs the person's key; with the organization's key these say the same. Three of them are of
 * lists that many runs share; only the effective policies are a request for this one person.
 */
export function createVerifyAccess(vultr: VultrClient) {
  return async function verifyAccess(input: VerifyInput): Promise<VerifyResult> {
    const { groupId, person, policies, timings } = input;
    const { userId } = person;
    const read = <T>(call: (options: { signal: AbortSignal }) => Promise<T>) =>
      reading(timings, (signal) => call({ signal }));
    const user = await read((options) => vultr.users.get(userId, options));
    const members = await read((options) => vultr.groups.members(groupId, options));
    const attached = await read((options) => vultr.groups.policies(groupId, options));
    const effective = await read((options) => vultr.users.policies(userId, options));

    const checks: Check[] = [
      {
        name: 'the person is an Active user of the organization',
        request: `GET /v2/users/${userId}`,
        // Where Vultr says nothing of a status, that the user is there has to do.
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
        name: 'the group carries every policy',
        request: `GET /v2/groups/${groupId}/policies`,
        passed: missingFrom(attached).length === 0,
        observed: namesOf(attached),
      },
      {
        name: 'the effective policies of the person contain every policy',
        request: `GET /v2/users/${userId}/policies`,
        passed: missingFrom(effective).length === 0,
        observed: namesOf(effective),
      },
    ];
    function missingFrom(references: readonly PolicyReference[]) {
      return policies.filter((policy) => !references.some((reference) => sameId(reference.id, policy.id)));
    }

    const failed = checks.filter(({ passed }) => !passed);
    if (failed.length > 0) {
      const facts = Object.fromEntries(failed.map(({ request, observed }) => [request, observed ?? '']));
      const message = `Not true yet: ${failed.map(({ name }) => name).join('; ')}`;
      throw notVisibleYet('access_not_verified', message, { facts }, timings);
    }
    return { checks, warnings: await warningsFor(vultr, input, effective) };
  };
}

function namesOf(references: readonly PolicyReference[]): string {
  return references.map((reference) => reference.name ?? reference.id).join(', ') || 'no policy';
}
