import { describe, expect, test } from 'vitest';
import { exampleOnboarding } from '../fake-onboardings.ts';
import { at, cancellation, commandsOf, day, failedAt, minute, reasonFor, startMs } from './fixtures.ts';

describe('an onboarding on hold', () => {
  const hold = { at, by: 'ops', reason: 'The start date moves' };

  test('says who put it on hold, when and why, and what does not wait', () => {
    expect(reasonFor(exampleOnboarding({ state: 'on_hold', hold }), startMs + day)).toBe(
      'ops put the onboarding on hold 1 d ago (2026-06-29 09:00 UTC): The start date moves. The onboarding and all its timers are paused: it reads, sends and writes nothing until it is resumed. The end of the invitation is set by Vultr and does not wait: the invitation expires at 2026-07-02 09:00 UTC. Once resumed, the onboarding looks first: it finds an acceptance during the hold, and resends the invitation if it has expired.',
    );
  });

  test('says that a pending invitation has expired, and nothing about any other', () => {
    const { invitation, ...rest } = exampleOnboarding({ state: 'on_hold', hold });
    expect(reasonFor({ ...rest, ...(invitation && { invitation }) }, startMs + 4 * day)).toContain(
      'the invitation expired at 2026-07-02',
    );
    expect(reasonFor(rest)).not.toContain('invitation');
    const accepted = invitation && { ...invitation, status: 'accepted' as const };
    expect(reasonFor({ ...rest, ...(accepted && { invitation: accepted }) })).not.toContain(
      'end of the invitation',
    );
  });

  test('needs no reason', () => {
    expect(reasonFor(exampleOnboarding({ state: 'on_hold', hold: { at, by: 'ops' } }))).toContain(
      '(2026-06-29 09:00 UTC). The onboarding and',
    );
  });
});

describe('a cancelled onboarding', () => {
  const removal = {
    at: '2026-06-30T10:00:00.000Z',
    userId: 'u',
    email: 'ada@example.com',
    action: 'removed from the organization',
    checks: [],
  };

  test('says who cancelled it, and what is undone and what stays', () => {
    const cancelling = exampleOnboarding({ state: 'cancelling', cancellation });
    const reason = reasonFor(cancelling, startMs + minute);
    expect(reason).toContain(
      'ops cancelled the onboarding 1 min ago (2026-06-29 09:00 UTC): The offer was withdrawn.',
    );
    expect(reason).toContain(
      'is removed from the organization. Earlier members stay, and so do groups and the policies',
    );
    expect(reason).not.toContain('unusually long');
    expect(reasonFor(cancelling, startMs + 6 * minute)).toContain('unusually long');
  });

  test('says until when it guards, what happens to late acceptors, and that a rehire is possible', () => {
    const guarding = exampleOnboarding({
      state: 'guarding',
      step: 'guardInvitation',
      cancellation,
      removals: [removal],
    });
    expect(reasonFor(guarding, startMs + day)).toBe(
      'ops cancelled the onboarding 1 d ago (2026-06-29 09:00 UTC): The offer was withdrawn. Vultr cannot revoke an invitation: the one to ada@example.com can be accepted until 2026-07-02 09:00 UTC (2 d from now). Until then the onboarding guards it and removes anyone who accepts late from the organization. ada@example.com was removed from the organization (2026-06-30 10:00 UTC). The person can be hired again at any time; the new onboarding takes over the invitation.',
    );
    expect(reasonFor(guarding, startMs + 4 * day)).toContain('which has passed: one last look is due');
  });

  test('says which users it removed and which stay', () => {
    const kept = [{ email: 'ada.l@example.com', reason: 'was_member' as const }];
    const onboarding = exampleOnboarding({ state: 'cancelled', cancellation, removals: [removal], kept });
    expect(reasonFor(onboarding, startMs + 5 * day)).toBe(
      'ops cancelled the onboarding 5 d ago (2026-06-29 09:00 UTC): The offer was withdrawn. ada@example.com was removed from the organization (2026-06-30 10:00 UTC). ada.l@example.com was a member before this onboarding began, so this user stays. Groups and the policies attached to them stay as they are.',
    );
  });

  test('that removed a user does not say that it found none', () => {
    const onboarding = exampleOnboarding({ state: 'cancelled', cancellation, removals: [removal] });
    const reason = reasonFor(onboarding, startMs + 5 * day);
    expect(reason).toContain('ada@example.com was removed from the organization');
    expect(reason).not.toContain('found no user');
  });

  test('that had nothing to undo says why', () => {
    const { invitation: _, ...unsent } = exampleOnboarding({ state: 'cancelled', cancellation });
    expect(reasonFor(unsent)).toContain('No invitation had been sent, so there was nothing to undo.');
    const reason = reasonFor(exampleOnboarding({ state: 'cancelled', cancellation }), startMs + 5 * day);
    expect(reason).toContain('The onboarding found no user who had joined through its invitation');
    expect(reason).not.toContain('can still be accepted');
  });

  test('whose undoing was skipped says what may still be there', () => {
    const skipped = (['undoAccess', 'guardInvitation', 'addMember'] as const).map((step) => ({
      step,
      at,
      by: 'night shift',
      reason: 'They are to stay',
    }));
    const reason = reasonFor(exampleOnboarding({ state: 'cancelled', cancellation, skipped }), startMs + day);
    expect(reason).toContain(
      'Users who joined through the invitation may still be in the organization: night shift skipped undoAccess (2026-06-29 09:00 UTC): They are to stay.',
    );
    expect(reason).toContain(
      'The invitation was not guarded until its end: night shift skipped guardInvitation',
    );
    expect(reason).toContain(
      'can still be accepted until 2026-07-02 09:00 UTC, and the service will not remove anyone who accepts it.',
    );
    expect(reason).not.toMatch(/skipped addMember|found no user/);
  });

  test('that was terminated in Temporal undid nothing, and says what is still open', () => {
    expect(reasonFor(exampleOnboarding({ state: 'cancelled' }), startMs + day)).toBe(
      'The onboarding was ended in Temporal, not by a command. Nothing that it did was undone. The invitation to ada@example.com can still be accepted until 2026-07-02 09:00 UTC, and the service will not remove anyone who accepts it.',
    );
    expect(reasonFor(exampleOnboarding({ state: 'cancelled' }), startMs + 5 * day)).not.toContain(
      'can still be accepted',
    );
  });

  test('whose undoing failed needs attention, and says that it was cancelled', () => {
    const onboarding = exampleOnboarding({
      ...failedAt('undoAccess', { code: 'membership_unclear' }),
      cancellation,
    });
    expect(reasonFor(onboarding, startMs + minute)).toMatch(
      /^ops cancelled the onboarding 1 min ago .*: The offer was withdrawn\. The step undoAccess failed permanently 1 min ago: .* What the onboarding did is not fully undone until an operator acts\.$/,
    );
    expect(commandsOf(onboarding)).toEqual(['retry', 'skip']);
  });
});

describe('an onboarding that was told to stop and still finishes its step', () => {
  const hold = { at, by: 'ops' };
  const granting = exampleOnboarding({ state: 'granting', step: 'addMember' });

  test('says who told it to stop, and what is still in progress', () => {
    expect(reasonFor({ ...granting, hold }, startMs + minute)).toBe(
      `ops put the onboarding on hold 1 min ago (2026-06-29 09:00 UTC). The attempt in progress finishes first; then the onboarding pauses. ${reasonFor(granting)}`,
    );
    expect(reasonFor({ ...granting, hold, cancellation }, startMs + minute)).toBe(
      `ops cancelled the onboarding 1 min ago (2026-06-29 09:00 UTC): The offer was withdrawn. The attempt in progress finishes first; then what the onboarding did is undone. ${reasonFor(granting)}`,
    );
  });

  test.each(['on_hold', 'needs_attention', 'cancelling', 'guarding', 'cancelled', 'completed'] as const)(
    'has stopped in %s',
    (state) => {
      expect(reasonFor(exampleOnboarding({ state, hold, cancellation }))).not.toContain(
        'The step in progress',
      );
    },
  );
});
