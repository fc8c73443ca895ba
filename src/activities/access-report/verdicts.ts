import type { AccessReport } from '../../contract/api/access-report.ts';
import { formatMinute } from '../../contract/lib/format-instant.ts';
import type { User } from '../../vultr/types.ts';
import type { ObservedInvitation } from './newest-invitation.ts';

/** What is the matter, and what to do about it. "guide" in the texts is Vultr's guide. */
export type Verdict = Pick<AccessReport, 'conclusion' | 'fix'>;
type FixStep = AccessReport['fix']['step'];

export type ObservedAccess = Pick<AccessReport['access'], 'value' | 'groups'> & {
  /** Policies of the user's groups that are missing from the effective policies, although those could be read. */
  readonly notEffective: readonly string[];
};

/** The verdict on an email that no user has. It depends on how far the invitation got. */
export function withoutUser(
  invitation: ObservedInvitation | undefined,
  invitationsRead: boolean,
  email: string,
): Verdict {
  if (invitation !== undefined) return byInvitation(invitation, email);
  if (!invitationsRead) {
    return verdict(
      'No user of the organization has this email. Whether it was invited could not be read.',
      'preflight',
      'Try again in a minute. If this persists, check that the API key may read invitations.',
    );
  }
  return verdict(
    'No user of the organization has this email, and Vultr shows no invitation to it.',
    'inviteUser',
    'Invite the person (guide: "Invite the User to the Organization"). POST /v1/onboardings does this and everything that follows.',
  );
}

function byInvitation({ view, statusText }: ObservedInvitation, email: string): Verdict {
  const { status, expiresAt, acceptedBy } = view;
  switch (status) {
    case 'pending':
      return verdict(
        'The person was invited and has not accepted yet, so no user of the organization has this email.',
        'awaitAcceptance',
        `Wait for the acceptance${expiresAt === undefined ? '' : `; the invitation can be accepted until ${formatMinute(expiresAt)}`} (guide: "Confirm Invitation Acceptance"). If the invitation email did not arrive, resend it.`,
      );
    case 'expired':
      return verdict(
        `The person was invited, and the invitation expired${expiresAt === undefined ? '' : ` at ${formatMinute(expiresAt)}`} without a response.`,
        'awaitAcceptance',
        'Resend the invitation, which makes it valid for another 3 days (guide: "Invite the User to the Organization"). A waiting onboarding does this by itself, or immediately with its command resend.',
      );
    case 'accepted':
      return byAcceptance(acceptedBy, email);
    case 'other':
      return verdict(
        `The person was invited, and Vultr shows the invitation as "${statusText}", which is an undocumented status.`,
        'inviteUser',
        'Ask the person what happened to the invitation email, then invite them again (guide: "Invite the User to the Organization").',
      );
  }
}

function byAcceptance(acceptedBy: string | undefined, email: string): Verdict {
  if (acceptedBy !== undefined && acceptedBy !== email) {
    return verdict(
      `The invitation was accepted with another email: ${acceptedBy}. No user of the organization has ${email}.`,
      'confirmPerson',
      `Find out whose account ${acceptedBy} is. If it is the person's own, continue with that account (an onboarding that stopped here accepts approve-address). If not, remove it from the organization and invite the person again.`,
    );
  }
  return verdict(
    'The invitation reads as accepted, but no user of the organization has this email.',
    'confirmPerson',
    'Try again in a minute: the user can appear late after an acceptance. If this persists, look in the Users tab of the Vultr Console (guide: "Confirm Invitation Acceptance"): the person accepted with another email, or was removed and must be invited again.',
  );
}

/** The verdict on an email that several users have. */
export function withSeveralUsers(users: readonly User[]): Verdict {
  return verdict(
    `${users.length} users have this email, so it is not known which one is the person. Nothing was read for any of them.`,
    'confirmPerson',
    `Find out in the Users tab of the Vultr Console which one is the person, and remove the others. The users are ${users.map(({ id }) => id).join(', ')}.`,
  );
}

/** The verdict on the email of a service user. */
export function withServiceUser(): Verdict {
  return verdict(
    'The email belongs to a service user. A service user is not a person and does not log in to the Vultr Console, so it has no screen that could be blank.',
    'none',
    'Nothing to do. To give a person access, invite them with an email of their own.',
  );
}

/** The verdict on a user who is not Active. */
export function withInactiveUser(
  user: User,
  invitation: ObservedInvitation | undefined,
  email: string,
): Verdict {
  const isExplained = /suspended|closed/i.test(user.statusText);
  const isUnanswered = invitation?.view.status === 'pending' || invitation?.view.status === 'expired';
  // In a dialect that does not mark it as pending, the row stands for the invitation.
  if (invitation !== undefined && isUnanswered && !isExplained) return byInvitation(invitation, email);
  return verdict(
    `The user is not Active (${user.statusText}), so the Vultr Console shows no organization.`,
    'confirmPerson',
    'Activate the user: if they are meant to be back, unsuspend them in the Users tab of the Vultr Console, where the status must show Active (guide: "Understand the No Active Organization Screen").',
  );
}

/** The verdict on an Active user. */
export function withActiveUser({ value, groups, notEffective }: ObservedAccess): Verdict {
  if (value === null) {
    return verdict(
      'The user is Active. Whether anything gives them access could not be read.',
      'preflight',
      'Try again in a minute. If this persists, check what the API key may read: `failedReads` lists the reads that failed.',
    );
  }
  if (value) return withAccess(notEffective);
  if (groups.length > 0) {
    const names = groups.map(({ name }) => `"${name}"`).join(', ');
    return verdict(
      `The user is Active and in ${names}, but gets no policy from that, so the Vultr Console shows "No Active Organization".`,
      'attachPolicies',
      `Attach a managed policy to the group ${names} (guide: "Attach a Managed Policy to the Group"), or add the user to a group that has one.`,
    );
  }
  return verdict(
    'The user is Active but has no access, so the Vultr Console shows "No Active Organization".',
    'addMember',
    'Add the user to a group that has a policy (guide: "Add the User to the Group").',
  );
}

function withAccess(notEffective: readonly string[]): Verdict {
  if (notEffective.length > 0) {
    return verdict(
      `The user is Active and in a group with policies, but some of those are missing from the user's effective policies: ${notEffective.join(', ')}.`,
      'verifyAccess',
      'Try again in a few minutes. If this persists, check the membership and the attachment again (guide: "Validate the User\'s Effective Access").',
    );
  }
  return verdict(
    'The user is Active and has access.',
    'none',
    'Nothing is missing in the organization. If the screen is still blank, the person should log out of the Vultr Console and in again with exactly this email.',
  );
}

function verdict(conclusion: string, step: FixStep, action: string): Verdict {
  return { conclusion, fix: { step, action } };
}
