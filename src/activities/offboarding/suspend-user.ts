import type { Check } from '../../contract/api/onboarding-view.ts';
import type { LeaverInput, SurveyedLeaverInput, SuspendResult } from '../../contract/temporal/offboarding.ts';
import type { VultrError } from '../../vultr/errors.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';
import { findListing, isListed } from './find-leaver.ts';
import { isFirstAttempt } from './is-first-attempt.ts';

/** What Vultr returns if it has no suspension, or none for this user. */
const unsupportedStatuses: ReadonlySet<number | undefined> = new Set([404, 405, 501]);

/**
 * Suspends the user, unless they are suspended, and proves it by two readings. It is the first thing to be taken, because
 * it ends all access at once and can be undone. A user whom the survey has seen active is suspended without another look:
 * Vultr refuses to suspend a user twice, or does nothing, and the reading after it decides in both cases.
 */
export function createSuspendUser(client: VultrClient) {
  return async function suspendUser(input: SurveyedLeaverInput): Promise<SuspendResult> {
    const vultr = createSession(client, input.timings);
    const wasActive = input.before?.suspended === false && isFirstAttempt();
    if (!wasActive && (await isListed(vultr, input, 'suspended-users'))) return prove(vultr, input);
    const written = await vultr.organizations.suspendUser(input.organizationId, input.person.userId);
    const isSuspended = async () => ((await isListed(vultr, input, 'suspended-users')) ? true : undefined);
    if ((await vultr.lookAfter(written, isSuspended)) === true) return prove(vultr, input);
    return explainRefusal(vultr, input, written.refusal);
  };
}

async function explainRefusal(
  vultr: VultrSession,
  input: LeaverInput,
  refusal: VultrError | undefined,
): Promise<SuspendResult> {
  const isRefused = refusal !== undefined && !unsupportedStatuses.has(refusal.status);
  if (isRefused) throw refusedFailure(refusal);
  // A suspension that takes no effect, and a 404, can also mean that the user has left in the meantime.
  if ((await findListing(vultr, input)) === undefined) return { outcome: 'absent', checks: [], warnings: [] };
  if (refusal === undefined) {
    const message = 'Vultr confirmed the suspension but does not list the user as suspended';
    throw notVisibleYet('write_not_visible', message, { request: suspension }, vultr.timings);
  }
  return {
    outcome: 'unsupported',
    checks: [],
    warnings: [`the user cannot be suspended: ${refusal.message}`],
  };
}

const suspension = 'PUT /v2/organizations/{id}/user/{id}/suspend';

/** The first reading has found the user in the list of the suspended. The second reads the user's own row. */
async function prove(vultr: VultrSession, { organizationId, person }: LeaverInput): Promise<SuspendResult> {
  const listed: Check = {
    name: 'the suspended users of the organization contain the person',
    request: `GET /v2/organizations/${organizationId}/suspended-users`,
    passed: true,
  };
  const user = await vultr.users.get(person.userId);
  const request = `GET /v2/users/${person.userId}`;
  if (user?.activity === 'active') {
    // In some dialects a suspension does not change what this shows.
    const warning = `${request} still shows the status ${user.statusText}`;
    return { outcome: 'suspended', checks: [listed], warnings: [warning] };
  }
  const inactive: Check = {
    name: 'the person is not an Active user of the organization',
    request,
    passed: true,
    observed: user === undefined ? 'no such user' : `status ${user.statusText}`,
  };
  return { outcome: 'suspended', checks: [listed, inactive], warnings: [] };
}
