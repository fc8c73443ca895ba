import type { Check } from '../../contract/api/onboarding-view.ts';
import type { Proof, ReinstateInput } from '../../contract/temporal/offboarding.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';
import { setApiAccess } from './api-access.ts';
import { lookAtLeaver } from './find-leaver.ts';

/**
 * Undoes the suspension and gives API access back, as far as the person had them before the departure. Sessions that were
 * revoked stay so. Throws `person_not_found` if the user is no longer in the organization.
 */
export function createReinstateUser(client: VultrClient) {
  return async function reinstateUser(input: ReinstateInput): Promise<Proof> {
    const vultr = createSession(client, input.timings);
    const suspension = input.before.suspended ? [] : [await unsuspend(vultr, input)];
    const api =
      input.before.apiEnabled === true
        ? await setApiAccess(vultr, input, true)
        : { checks: [], warnings: [] };
    return { checks: [...suspension, ...api.checks], warnings: api.warnings };
  };
}

async function unsuspend(vultr: VultrSession, input: ReinstateInput): Promise<Check> {
  const leaver = await lookAtLeaver(vultr, input);
  if (leaver === undefined) {
    throw codedFailure('person_not_found', 'The user is no longer in the organization', {}, { final: true });
  }
  const check: Check = {
    name: 'the suspended users of the organization do not contain the person',
    request: `GET /v2/organizations/${input.organizationId}/suspended-users`,
    passed: true,
  };
  if (!leaver.suspended) return check;
  const written = await vultr.organizations.unsuspendUser(input.organizationId, input.person.userId);
  const isActive = await vultr.lookAfter(written, async () => {
    const now = await lookAtLeaver(vultr, input);
    return now !== undefined && !now.suspended ? true : undefined;
  });
  if (isActive === true) return check;
  if (written.refusal !== undefined) throw refusedFailure(written.refusal);
  const message = 'Vultr confirmed the end of the suspension but still lists the user as suspended';
  const request = 'PUT /v2/organizations/{id}/user/{id}/unsuspend';
  throw notVisibleYet('write_not_visible', message, { request }, vultr.timings);
}
