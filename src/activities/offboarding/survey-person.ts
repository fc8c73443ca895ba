import { defined } from '../../contract/lib/optional.ts';
import { hasId } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import { isDead } from '../../contract/rules/invitation-expiry.ts';
import type { LeaverAccount, SurveyInput, SurveyResult } from '../../contract/temporal/offboarding.ts';
import type { Assignment, Invitation, User, VultrClient } from '../../vultr/types.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import { expiryOf, nowMs } from '../invitation/expiry.ts';
import { captureBaseline } from '../preflight/baseline.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { findUniqueOrganization } from '../support/find-unique.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { assertNotLastAdministrator } from './assert-not-last-administrator.ts';
import { contains, findLeaver, type Leaver } from './find-leaver.ts';
import { judgeLeaver } from './judge-leaver.ts';
import { onlyDirectPolicies, readDirectRoles, readGroups } from './read-holdings.ts';

/**
 * Step 0 of a departure. Only reads: who the person is at Vultr and what they have, and whether they may be removed at
 * all. What it returns is what a reinstatement is measured by.
 */
export function createSurveyPerson(client: VultrClient) {
  return async function surveyPerson(input: SurveyInput): Promise<SurveyResult> {
    const vultr = createSession(client, input.timings);
    const { id: organizationId } = findUniqueOrganization(await vultr.organizations.list());
    const invitations = await readInvitations(vultr, input);
    const users = await vultr.users.list();
    const suspended = await vultr.organizations.suspendedUsers(organizationId);
    const ownAcceptors = invitations.flatMap(({ id, registeredEmail }) =>
      registeredEmail !== undefined && hasId(input.ownInvitationIds, id) ? [registeredEmail] : [],
    );
    const addresses = [...input.addresses, ...ownAcceptors];
    const alive = listAlive(invitations, addresses, input);
    const leaver = findLeaver(users, suspended, addresses, input.knownUserIds);
    if (leaver === undefined) {
      assertNoneArrives(invitations, addresses, input);
      return {
        organizationId,
        invitations: alive,
        others: othersThan([], addresses, users, invitations, alive),
      };
    }
    judgeLeaver(input, leaver.user, [...users, ...suspended], invitations);
    // Some dialects show a suspended user as active.
    const unsuspended = users.filter(({ id }) => !contains(suspended, id));
    const policies = await vultr.users.policyAssignments(leaver.user.id);
    const isAdministrator = await assertNotLastAdministrator(
      vultr,
      leaver.user,
      unsuspended,
      input.adminPolicies,
      policies,
    );
    const account = await readAccount(vultr, leaver, policies);
    return {
      organizationId,
      account: { ...account, ...(isAdministrator ? { administrator: true } : {}) },
      invitations: alive,
      others: othersThan([leaver.user.id], addresses, users, invitations, alive),
    };
  };
}

/** Everyone but the leaver, and every invitation that lets no person in any more. */
function othersThan(
  leaverIds: readonly string[],
  addresses: readonly string[],
  users: readonly User[],
  invitations: readonly Invitation[],
  alive: readonly InvitationRecord[],
): SurveyResult['others'] {
  return captureBaseline(
    addresses,
    users.filter(({ id }) => !hasId(leaverIds, id)),
    invitations.filter(({ id }) => !contains(alive, id)),
  );
}

/** A person who has just accepted may not be in the list yet: they would stay. Throws `person_not_found`, which is retried. */
function assertNoneArrives(
  invitations: readonly Invitation[],
  addresses: readonly string[],
  { timings }: SurveyInput,
): void {
  const hasJustAccepted = invitations.some(
    ({ status, email, respondedAt }) =>
      status === 'accepted' &&
      addresses.some((one) => sameEmail(one, email)) &&
      respondedAt !== undefined &&
      respondedAt + timings.readTimeoutMs > nowMs(),
  );
  if (!hasJustAccepted) return;
  const message = 'The person has just accepted an invitation, and no user with the email is visible yet';
  throw codedFailure('person_not_found', message, {}, { retryAfterMs: timings.retryMaxMs });
}

/** Some lists leave out invitations that are not pending, so the own ones are read by themselves. */
async function readInvitations(
  vultr: VultrSession,
  { ownInvitationIds }: SurveyInput,
): Promise<Invitation[]> {
  const listed = await vultr.invitations.list();
  const unlisted = ownInvitationIds.filter(
    (id) =>
      !hasId(
        listed.map((one) => one.id),
        id,
      ),
  );
  const read: Invitation[] = [];
  for (const id of unlisted) {
    const invitation = await vultr.invitations.get(id);
    if (invitation !== undefined) read.push(invitation);
  }
  return [...listed, ...read];
}

/** By the same rules as a cancelled onboarding guards its own: an expiry and a clock decide. */
export function listAlive(
  invitations: readonly Invitation[],
  addresses: readonly string[],
  { timings }: Pick<SurveyInput, 'timings'>,
): InvitationRecord[] {
  return invitations
    .filter(({ status, email }) => status !== 'accepted' && addresses.some((one) => sameEmail(one, email)))
    .map((invitation) => ({ id: invitation.id, expiresAt: expiryOf(invitation, timings) }))
    .filter(({ expiresAt }) => !isDead(expiresAt, nowMs(), timings.settleMs))
    .toSorted((a, b) => b.expiresAt - a.expiresAt);
}

/** Reads what the user has, beside the policies that were attached to them directly. */
export async function readAccount(
  vultr: VultrSession,
  { user, suspended }: Leaver,
  policies: readonly Assignment[],
): Promise<LeaverAccount> {
  const { id: userId, email, statusText: status, apiEnabled } = user;
  const groups = await readGroups(vultr, userId);
  const apiKeyIds = (await vultr.users.apiKeys(userId)).map(({ id }) => id);
  return {
    userId,
    email,
    status,
    suspended,
    ...defined({ apiEnabled }),
    apiKeys: apiKeyIds.length,
    apiKeyIds,
    groups: groups.map(({ id, name }) => ({ id, name })),
    policies: await onlyDirectPolicies(vultr, userId, policies),
    roles: await readDirectRoles(vultr, userId),
  };
}
