import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { acceptsSecondMail } from './accepts-second-mail.ts';
import { readBack, site } from './call-sites.ts';
import { hasReason } from './mails.ts';
import type { Scenario } from './scenario.ts';
import { unlessAway } from './ignore-unavailable.ts';
import type { VultrOfACell } from './case-vultr.ts';

/** The offer is withdrawn while the mail is out, and the person accepts it all the same: every call of the undoing is in it. */
export const cancelledThenAccepts: Scenario = {
  name: 'is cancelled, then accepts',
  story:
    'A hire is cancelled while the mail is out. It cannot be taken back, so the run guards it; the person accepts, and is taken out again.',
  calls: [
    site('undoAccess', 'GET /v2/invitation/{id}'),
    site('undoAccess', 'GET /v2/invitation'),
    site('undoAccess', 'GET /v2/users'),
    site('undoAccess', 'GET /v2/organizations'),
    site('undoAccess', 'DELETE /v2/organizations/{id}/user/{id}'),
    readBack('undoAccess', 'GET /v2/users'),
  ],
  elsewhere: acceptsSecondMail.calls,
  moments: [{ state: 'cancelling', activity: 'undoAccess' }],
  // Nothing here waits for its end.
  firstWindowMs: 10 * 60_000,
  request: acceptsSecondMail.request,

  world({ vultr, runs }) {
    return async (run) => {
      if (run.state === 'awaiting_acceptance') {
        const caller = { name: 'ops', requestId: 'cancel' };
        await unlessAway(() => runs.command(run.id, 'cancel', { reason: 'the offer was withdrawn' }, caller));
      }
      if (run.state !== 'guarding') return;
      for (const { invitationId, isOpen } of await vultr.mails())
        if (isOpen) await vultr.accept(invitationId);
    };
  },

  isOver: ({ state }) => state === 'cancelled',
  wrongs,
};

/** Whoever came in is out again, once, with evidence; one mail, and nothing was made twice. */
async function wrongs(vultr: VultrOfACell, end: OnboardingView | undefined): Promise<string[]> {
  const found: string[] = [];
  const { memberships, ...made } = await vultr.effects();
  for (const [what, count] of Object.entries(made)) if (count > 1) found.push(`${count} ${what}`);
  if (memberships > 0) found.push(`${memberships} memberships`);
  const mails = await vultr.mails();
  const surplus = mails.length - mails.filter(hasReason).length;
  if (surplus > 0) found.push(`${surplus} of ${mails.length} mails without a reason`);
  if (end === undefined) return found;
  if (mails.every(({ isAccepted }) => !isAccepted)) found.push('cancelled before the person had accepted');
  const { length } = end.removals ?? [];
  if (length !== 1) found.push(`${length} removals`);
  const { users = 0 } = await vultr.counts();
  if (users !== 1) found.push(`${users} users instead of the one who was there before`);
  return found;
}
