import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { Dialect } from '../../src/simulator/dialect.ts';
import { readBack, site } from './call-sites.ts';
import { hasReason } from './mails.ts';
import type { Scenario } from './scenario.ts';
import type { VultrOfACell } from './case-vultr.ts';

/** From the second mail on nobody is in a hurry, however busy the machine is. */
const laterWindowsMs = 10 * 60_000;

/** The person lets the first mail expire and accepts the second: so every step of a run is in it, and a resend. */
export const acceptsSecondMail: Scenario = {
  name: 'accepts the second mail',
  story:
    'A hire lets the first mail expire, gets a second one, accepts it, and is given access to a group that has to be made.',
  calls: [
    site('preflight', 'GET /v2/policies'),
    site('preflight', 'GET /v2/groups'),
    site('preflight', 'GET /v2/users'),
    site('preflight', 'GET /v2/invitation'),
    site('inviteUser', 'GET /v2/users'),
    site('inviteUser', 'GET /v2/invitation'),
    site('inviteUser', 'POST /v2/invitation'),
    { ...readBack('inviteUser', 'GET /v2/invitation/{id}'), when: writesAnswer },
    { ...readBack('inviteUser', 'GET /v2/invitation'), when: writesAnswerNothing },
    site('ensureGroup', 'GET /v2/groups'),
    site('ensureGroup', 'POST /v2/groups'),
    { ...readBack('ensureGroup', 'GET /v2/groups/{id}'), when: writesAnswer },
    { ...readBack('ensureGroup', 'GET /v2/groups'), when: writesAnswerNothing },
    site('attachPolicies', 'GET /v2/groups/{id}/policies'),
    site('attachPolicies', 'POST /v2/policies/{id}/groups/{id}'),
    readBack('attachPolicies', 'GET /v2/groups/{id}/policies'),
    site('awaitAcceptance', 'GET /v2/invitation/{id}'),
    site('renewInvitation', 'GET /v2/invitation/{id}'),
    site('renewInvitation', 'GET /v2/users'),
    site('renewInvitation', 'GET /v2/invitation'),
    site('renewInvitation', 'POST /v2/invitation/{id}/resend'),
    { ...site('renewInvitation', 'POST /v2/invitation'), when: refusesToResend },
    readBack('renewInvitation', 'GET /v2/invitation/{id}'),
    site('confirmPerson', 'GET /v2/users'),
    site('addMember', 'GET /v2/groups/{id}/members'),
    site('addMember', 'POST /v2/groups/{id}/members'),
    readBack('addMember', 'GET /v2/groups/{id}/members'),
    site('verifyAccess', 'GET /v2/users/{id}'),
    site('verifyAccess', 'GET /v2/groups/{id}/members'),
    site('verifyAccess', 'GET /v2/groups/{id}/policies'),
    site('verifyAccess', 'GET /v2/users/{id}/policies'),
  ],
  moments: [
    { state: 'checking', activity: 'preflight' },
    { state: 'inviting', activity: 'inviteUser' },
    { state: 'preparing_access', activity: 'requestAccess' },
    { state: 'awaiting_acceptance', activity: 'awaitAcceptance' },
    { state: 'awaiting_acceptance', activity: 'renewInvitation' },
    { state: 'granting', activity: 'confirmPerson' },
    { state: 'granting', activity: 'addMember' },
    { state: 'verifying', activity: 'verifyAccess' },
  ],
  firstWindowMs: 6_000,
  request: (person) => ({
    email: `${person}@example.com`,
    group: { name: `Group of ${person}` },
    policies: ['Provisioning'],
  }),

  world({ vultr }) {
    let firstIsOut = false;
    return async (run) => {
      const newest = (await vultr.mails()).at(-1);
      if (newest === undefined) return;
      // The end of the first window is decided by now.
      if (!firstIsOut) await vultr.setDialect({ invitationLifetimeMs: laterWindowsMs });
      firstIsOut = true;
      // Not before the run waits for it, so that one that has lost track of its invitation does not get away with it.
      const isAwaited =
        run.state === 'awaiting_acceptance' && Date.parse(run.invitation?.expiresAt ?? '') > Date.now();
      const isLater = newest.endsAt - newest.sentAt >= laterWindowsMs;
      if (isAwaited && isLater && newest.isOpen) await vultr.accept(newest.invitationId);
    };
  },

  isOver: ({ state }) => state === 'completed',
  wrongs,
};

// What a write answered is read back by its id; where it answered nothing, it is looked for in the list.
function writesAnswer(dialect: Partial<Dialect>): boolean {
  return !writesAnswerNothing(dialect);
}

function writesAnswerNothing({ writeBodies }: Partial<Dialect>): boolean {
  return writeBodies === 'empty';
}

function refusesToResend({ resendExpired = 'allowed' }: Partial<Dialect>): boolean {
  return resendExpired !== 'allowed';
}

/** One group, one attachment, one membership; a mail for the hire and for each window that ended, never more. */
async function wrongs(vultr: VultrOfACell, end: OnboardingView | undefined): Promise<string[]> {
  const found: string[] = [];
  for (const [what, count] of Object.entries(await vultr.effects())) {
    if (count > 1 || (end !== undefined && count !== 1)) found.push(`${count} ${what}`);
  }
  const mails = await vultr.mails();
  const surplus = mails.length - mails.filter(hasReason).length;
  if (surplus > 0) found.push(`${surplus} of ${mails.length} mails without a reason`);
  if (end !== undefined && end.evidence?.checks.every(({ passed }) => passed) !== true)
    found.push('completed without evidence');
  return found;
}
