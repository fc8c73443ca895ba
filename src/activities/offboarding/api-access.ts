import type { Check } from '../../contract/api/onboarding-view.ts';
import type { LeaverInput, Proof } from '../../contract/temporal/offboarding.ts';
import { notVisibleYet } from '../support/read-back.ts';
import type { VultrSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';
import { contains } from './find-leaver.ts';

/** What Vultr shows of a user's API access; `apiEnabled` is absent if it does not say. */
type Shown = { readonly request: string; readonly apiEnabled?: boolean };

/**
 * Switches the API access of the user, unless it is as wanted already, and reads it back. `differs`: it is known to be other
 * than wanted, so it is switched without another look.
 */
export async function setApiAccess(
  vultr: VultrSession,
  input: LeaverInput,
  enabled: boolean,
  differs = false,
): Promise<Proof> {
  if (!differs) {
    const before = await readApiAccess(vultr, input);
    if (before === undefined) return gone;
    if (before.apiEnabled === enabled) return proofOf(before, enabled);
  }
  const written = await vultr.users.setApiAccess(input.person.userId, enabled);
  const after = await vultr.lookAfter(written, async () => {
    const shown = await readApiAccess(vultr, input);
    if (shown === undefined) return 'gone' as const;
    return shown.apiEnabled === undefined || shown.apiEnabled === enabled ? shown : undefined;
  });
  if (after === 'gone') return gone;
  if (after?.apiEnabled === enabled) return proofOf(after, enabled);
  if (written.refusal !== undefined) throw refusedFailure(written.refusal);
  if (after !== undefined) {
    return { checks: [], warnings: ['Vultr confirmed the change of API access and does not show it'] };
  }
  const message = 'Vultr confirmed the change of API access but still shows the old value';
  throw notVisibleYet('write_not_visible', message, { request: 'PATCH /v2/users/{id}' }, vultr.timings);
}

const gone: Proof = { checks: [], warnings: ['Vultr no longer shows the user'] };

function proofOf({ request, apiEnabled }: Shown, enabled: boolean): Proof {
  const check: Check = {
    name: enabled ? 'the API access of the person is on' : 'the API access of the person is off',
    request,
    passed: true,
    observed: `api_enabled: ${apiEnabled}`,
  };
  return { checks: [check], warnings: [] };
}

/** Some dialects show a suspended user only in the list of the suspended. */
async function readApiAccess(
  vultr: VultrSession,
  { organizationId, person }: LeaverInput,
): Promise<Shown | undefined> {
  const user = await vultr.users.get(person.userId);
  if (user !== undefined) return shownBy(`GET /v2/users/${person.userId}`, user);
  const suspended = await vultr.organizations.suspendedUsers(organizationId);
  const row = suspended.find((one) => contains([one], person.userId));
  return row && shownBy(`GET /v2/organizations/${organizationId}/suspended-users`, row);
}

function shownBy(request: string, { apiEnabled }: { readonly apiEnabled?: boolean }): Shown {
  return apiEnabled === undefined ? { request } : { request, apiEnabled };
}
