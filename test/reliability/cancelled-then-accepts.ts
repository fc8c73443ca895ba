import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { acceptsSecondEmail } from './accepts-second-email.ts';
import { readBack, site } from './call-sites.ts';
import type { CaseVultr } from './case-vultr.ts';
import { describeSurplus } from './emails.ts';
import { ignoreUnavailable } from './ignore-unavailable.ts';
import type { Scenario } from './scenario.ts';

/** The onboarding is cancelled after the email and the person accepts nevertheless, so every call of the undo is part of it. */
export const cancelledThenAccepts: Scenario = {
  name: 'is cancelled, then accepts',
  description:
    'An onboarding is cancelled while the invitation is pending. Vultr cannot revoke the invitation, so the onboarding guards it; the person accepts, and is removed again.',
  calls: [
    site('undoAccess', 'GET /v2/invitation/{id}'),
    site('undoAccess', 'GET /v2/invitation'),
    site('undoAccess', 'GET /v2/users'),
    site('undoAccess', 'GET /v2/organizations'),
    site('undoAccess', 'DELETE /v2/organizations/{id}/user/{id}'),
    readBack('undoAccess', 'GET /v2/users'),
  ],
  coveredElsewhere: acceptsSecondEmail.calls,
  moments: [{ state: 'cancelling', started: 'undoAccess' }],
  // Nothing in this scenario waits for the expiry.
  firstWindowMs: 10 * 60_000,
  request: acceptsSecondEmail.request,

  script({ vultr, onboardings }) {
    return async ({ id, state }) => {
      if (state === 'awaiting_acceptance') {
        const caller = { name: 'ops', requestId: 'cancel' };
        const body = { reason: 'the offer was withdrawn' };
        await ignoreUnavailable(() => onboardings.command(id, 'cancel', body, caller));
      }
      if (state !== 'guarding') return;
      for (const { invitationId, isOpen } of await vultr.emails())
        if (isOpen) await vultr.accept(invitationId);
    };
  },

  hasEnded: ({ state }) => state === 'cancelled',
  findViolations,
};

/** Expects that the person was removed once, with evidence, and that there is one email and nothing twice. */
async function findViolations(vultr: CaseVultr, ended: OnboardingView | undefined): Promise<string[]> {
  const found: string[] = [];
  const { memberships, ...created } = await vultr.effects();
  for (const [name, count] of Object.entries(created)) if (count > 1) found.push(`${count} ${name}`);
  if (memberships > 0) found.push(`${memberships} memberships`);
  const emails = await vultr.emails();
  found.push(...describeSurplus(emails));
  if (ended === undefined) return found;
  if (emails.every(({ isAccepted }) => !isAccepted)) found.push('cancelled before the person had accepted');
  const { length } = ended.removals ?? [];
  if (length !== 1) found.push(`${length} removals`);
  const { users = 0 } = await vultr.counts();
  if (users !== 1) found.push(`${users} users instead of the one that existed before`);
  return found;
}
