import type { AccessReport } from '../../contract/api/access-report.ts';
import type { User } from '../../vultr/types.ts';
import type { ObservedInvitation } from './newest-invitation.ts';

type Verdict = Pick<AccessReport, 'conclusion' | 'fix'>;
type FixStep = AccessReport['fix']['step'];

export type ObservedAccess = Pick<AccessReport['access'], 'value' | 'groups'> & {
  /** Policies that a group hands down and Vultr does not count among the effective ones, though those were read. */
  readonly notEffective: readonly string[];
};

/** What to do for an address that no user has: it depends on how far the invitation came. */
export function withoutUser(
  invitation: ObservedInvitation | undefined,
  invitationsRead: boolean,
  address: string,
): Verdict {
  if (invitation !== undefined) return byInvitation(invitation, address);
  if (!invitationsRead) {
    return verdict(
      'The address is no user of the organization. Whether it is invited could not be read.',
      'preflight',
      'Ask again in a minute. If it stays so, check that the API key may read invitations.',
    );
  }
  return verdict(
    'The address is no user of the organization, and no invitation to it is shown.',
    'inviteUser',
    'Invite the address (guide: "Invite the User to the Organization"). POST /v1/onboardings does that and all that follows.',
  );
}

function byInvitation({ shown, statusText }: ObservedInvitation, address: string): Verdict {
  const { status, expiresAt, acceptedBy } = shown;
  switch (status) {
    case 'pending':
      return verdict(
        'The address is invited and has not accepted yet, so it is no user of the organization.',
        'awaitAcceptance',
        `Wait for the acceptance${expiresAt === undefined ? '' : `; the invitation can be accepted until ${readable(expiresAt)}`} (guide: "Confirm Invitation Acceptance"). If the mail did not arrive, resend the invitation.`,
      );
    case 'expired':
      return verdict(
        `The address was invited, and the invitation expired${expiresAt === undefined ? '' : ` ${readable(expiresAt)}`} without a response.`,
        'awaitAcceptance',
        'Resend the invitation; its mail is valid for 3 days (guide: "Invite the User to the Organization"). A waiting run does that by itself, or at once by its command resend.',
      );
    case 'accepted':
      return byAcceptance(acceptedBy, address);
    case 'other':
      return verdict(
        `The address was invited, and Vultr shows the invitation as "${statusText}", which is not documented.`,
        'inviteUser',
        'Ask the person what became of the mail, then invite the address again (guide: "Invite the User to the Organization").',
      );
  }
}

function byAcceptance(acceptedBy: string | undefined, address: string): Verdict {
  if (acceptedBy !== undefined && acceptedBy !== address) {
    return verdict(
      `The invitation was accepted by another address: ${acceptedBy}. Who looks for ${address} in the organization finds nobody.`,
      'confirmPerson',
      `Find out whose account ${acceptedBy} is. If it is the person's own, go on with that account (a run that stopped here takes approve-address); if not, remove it from the organization and invite the person again.`,
    );
  }
  return verdict(
    'The invitation reads as accepted, and no user of the organization has the address.',
    'confirmPerson',
    'Ask again in a minute: right after an acceptance the user can be late. If it stays so, look in the Users tab of the Vultr Console (guide: "Confirm Invitation Acceptance"): they accepted with another address, or were removed and have to be invited again.',
  );
}

export function withSeveralUsers(users: readonly User[]): Verdict {
  return verdict(
    `${users.length} users have the address: which one is the person cannot be known, so nothing is read for either.`,
    'confirmPerson',
    `Find out in the Users tab of the Vultr Console which one is the person, and remove the other: ${users.map(({ id }) => id).join(', ')}.`,
  );
}

export function withServiceUser(): Verdict {
  return verdict(
    'The address belongs to a service user. It is no person and does not log in to the Vultr Console, so no screen of it can be blank.',
    'none',
    'Nothing. To give a person access, invite them by an address of their own.',
  );
}

/** What to do for somebody who is a user and is not Active. */
export function withInactiveUser(
  user: User,
  invitation: ObservedInvitation | undefined,
  address: string,
): Verdict {
  const saysWhy = /suspended|closed/i.test(user.statusText);
  const unanswered = invitation?.shown.status === 'pending' || invitation?.shown.status === 'expired';
  // Else it is a row that stands for the invitation, in a dialect that does not say so.
  if (invitation !== undefined && unanswered && !saysWhy) return byInvitation(invitation, address);
  return verdict(
    `The user is not Active (${user.statusText}), so the Vultr Console shows no organization.`,
    'confirmPerson',
    'Activate the user: if it is right that they are back, unsuspend them in the Users tab of the Vultr Console, where the status must show Active (guide: "Understand the No Active Organization Screen").',
  );
}

/** What to do for somebody who is an Active user. */
export function withActiveUser({ value, groups, notEffective }: ObservedAccess): Verdict {
  if (value === null) {
    return verdict(
      'The user is Active. Whether anything gives them access could not be read.',
      'preflight',
      'Ask again in a minute. If it stays so, check what the API key may read: `failedReads` names it.',
    );
  }
  if (value) return withAccess(notEffective);
  if (groups.length > 0) {
    const names = groups.map(({ name }) => `"${name}"`).join(', ');
    return verdict(
      `The user is Active and in ${names}, and no policy comes with that: the Vultr Console shows "No Active Organization".`,
      'attachPolicies',
      `Attach a managed policy to the group ${names} (guide: "Attach a Managed Policy to the Group"), or add the user to a group that has one.`,
    );
  }
  return verdict(
    'The user is Active and has no access: the Vultr Console shows "No Active Organization".',
    'addMember',
    'Add the user to a group that has a policy (guide: "Add the User to the Group").',
  );
}

function withAccess(notEffective: readonly string[]): Verdict {
  if (notEffective.length > 0) {
    return verdict(
      `The user is Active and in a group with policies, and Vultr does not count these among the user's effective ones: ${notEffective.join(', ')}.`,
      'verifyAccess',
      'Ask again in a few minutes. If it stays so, check the membership and the attachment once more (guide: "Validate the User\'s Effective Access").',
    );
  }
  return verdict(
    'The user is Active and has access.',
    'none',
    'Nothing is missing in the organization. If the screen is still blank, the person should log out of the Vultr Console and in again, with this very address.',
  );
}

function verdict(conclusion: string, step: FixStep, action: string): Verdict {
  return { conclusion, fix: { step, action } };
}

/** `2026-06-29 09:00 UTC`. */
function readable(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
