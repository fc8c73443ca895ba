import type { KeptUser } from '../../contract/api/onboarding-view.ts';
import { isDead, noMarginMs } from '../../contract/rules/invitation-expiry.ts';
import { keepReasons } from '../../contract/rules/keep-reasons.ts';
import type { SurveyResult } from '../../contract/temporal/offboarding.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import { once } from '../engine/once.ts';
import { runStep } from '../engine/run-step.ts';
import { createAcceptancePoller } from '../invitation/acceptance-poll.ts';
import { guardUntilDead } from '../invitation/guard-until-dead.ts';
import { vultrActivities } from '../onboarding/vultr-activities.ts';
import type { Offboarding } from './context.ts';

/**
 * Step 8. Guards every invitation to the person, whoever sent it, until it is dead: anyone who accepts one is removed, by the
 * activity with which a cancelled onboarding removes those who accept late. A request to hire the person again ends the guard:
 * the onboarding takes the invitations over.
 */
export async function guardInvitations(run: Offboarding, survey: SurveyResult): Promise<void> {
  const { input, record, inbox, results, rehireHandler } = run;
  const guarding = { skipped: () => undefined };
  const alive = await once(run, 'alive', () =>
    runStep(run, 'guardInvitations', 'guarding', () => orRefuse(run, () => removeArrivals(run, survey)), {
      skipped: () => survey.invitations.filter(({ expiresAt }) => !isDead(expiresAt, Date.now(), noMarginMs)),
    }),
  );
  if (alive.length === 0 || isSkipped(run)) return;
  // An operator lets a failed look be repeated.
  let lookFirst = run.failedStep === 'guardInvitations';
  const poller = createAcceptancePoller(run, {
    summary: `has ${input.email} accepted an invitation?`,
    pollInput: (invitation) => ({ email: input.email, invitation, timings: input.timings }),
  });
  const attempt = async () => {
    try {
      await guardUntilDead({
        poller,
        inbox,
        alive: () => results.alive ?? [],
        async look() {
          lookFirst = true;
          results.alive = await removeArrivals(run, survey);
        },
        lookFirst,
        follow: (invitation) => follow(run, invitation),
        noteAcceptance(acceptance) {
          results.acceptance = acceptance;
          record.note('an invitation of the person who left was accepted');
        },
        isInterrupted: () => rehireHandler.rehire() !== undefined,
        settleMs: input.timings.settleMs,
        timer: 'the last invitation to the person is dead',
      });
    } finally {
      poller.stop();
    }
  };
  await runStep(run, 'guardInvitations', 'guarding', () => orRefuse(run, attempt), guarding);
}

/** A person is not hired again by a workflow that waits for an operator. */
async function orRefuse<T>({ rehireHandler }: Offboarding, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    rehireHandler.refuse('The offboarding needs attention while it guards its invitations.');
    throw error;
  }
}

function isSkipped({ record }: Offboarding): boolean {
  return (record.view.skipped ?? []).some(({ step }) => step === 'guardInvitations');
}

/** Removes anyone who has accepted an invitation to the person, and returns those that can still be accepted. */
async function removeArrivals(run: Offboarding, survey: SurveyResult): Promise<readonly InvitationRecord[]> {
  const { input, record, results } = run;
  const { removals = [] } = record.view;
  const known = results.alive ?? survey.invitations;
  const undone = await vultrActivities(run, 'remove anyone who has accepted an invitation').undoAccess({
    email: input.email,
    effects: {
      startedAt: Date.parse(record.view.timings.startedAt),
      baseline: { ...survey.others, inGroups: [] },
      ownInvitations: known,
      // Others may have invited the person since the survey: every invitation to them counts.
      inDoubt: true,
      ...(results.acceptance === undefined ? {} : { acceptance: results.acceptance }),
    },
    removedAlready: removals.map(({ userId, email }) => ({ userId, email })),
    timings: input.timings,
  });
  for (const { email, action } of undone.removals) record.note(`${email} ${action}`);
  if (undone.removals.length > 0) record.change({ removals: [...removals, ...undone.removals] });
  noteKept(run, undone.kept);
  return undone.alive;
}

function noteKept({ record }: Offboarding, found: readonly KeptUser[]): void {
  const known = record.view.kept ?? [];
  const kept = found.filter(
    ({ email, reason }) => !known.some((one) => one.email === email && one.reason === reason),
  );
  if (kept.length === 0) return;
  record.change({ kept: [...known, ...kept] });
  for (const { email, reason } of kept) record.note(`${email} stays: ${keepReasons[reason]}`);
}

/** Shows the invitation that is guarded, and until when. */
function follow({ record }: Offboarding, { id, expiresAt }: InvitationRecord): void {
  const until = new Date(expiresAt).toISOString();
  const { invitation } = record.view;
  if (invitation?.id === id && invitation.expiresAt === until) return;
  record.note(`guarded until ${until}`);
  record.change({ invitation: { id, expiresAt: until } });
  record.publish();
}
