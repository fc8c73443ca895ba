import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/api/explain/explain.ts';
import { commandRequests } from '../../../src/contract/api/command-requests.ts';
import { commandNames } from '../../../src/contract/rules/commands.ts';
import { allowedCommands } from '../../../src/contract/rules/allowed-commands.ts';
import type { AttentionView, OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import { onboardingStates, type Step } from '../../../src/contract/rules/states.ts';
import { runId, runView } from '../fake-onboardings.ts';

const since = Date.parse('2026-06-29T09:00:00.000Z');
const minute = 60_000;
const day = 24 * 60 * minute;

const attention: AttentionView = {
  step: 'awaitAcceptance',
  code: 'invitation_unanswered',
  meaning: 'Every invitation up to the limit expired without an answer.',
  remedy: 'Ask the person whether the mail arrives; then resend.',
  detail: '5 of 5 invitations expired without an answer',
  since: '2026-06-29T09:00:00.000Z',
  allowedCommands: ['check', 'resend'],
};

const at = '2026-06-29T09:00:00.000Z';
const cancellation = { at, by: 'ops', reason: 'The offer was withdrawn' };
const words = (run: OnboardingView, nowMs = since) => explain(run, nowMs).reason;

const skippedAt = (step: Step) => [{ step, at, by: 'ops', reason: 'I saw it in the Console' }];

/** The commands that a run is said to take, in the order shown. */
function commandsOf(run: OnboardingView): (string | undefined)[] {
  const called = explain(run, since).actions.map(
    ({ request }) => request?.match(/\/onboardings\/[^/]+\/(\S+)/)?.[1],
  );
  return called.filter((command) => command !== undefined);
}

function failedAt(step: Step, changes: Partial<AttentionView> = {}): Partial<OnboardingView> {
  return { state: 'needs_attention', step, attention: { ...attention, step, ...changes } as AttentionView };
}

test.each(onboardingStates)('%s has words of its own', (state) => {
  const { reason, nextStep } = explain(runView({ state }), since);
  expect(reason).toMatch(/^[A-Z].+\.$/);
  expect(reason).not.toMatch(/undefined|NaN|null/);
  expect(nextStep).toBe(runView().nextStep);
  const others = onboardingStates.filter((other) => other !== state);
  expect(others.map((other) => explain(runView({ state: other }), since).reason)).not.toContain(reason);
});

describe('a run that waits', () => {
  test('says since when, until when, and that it looks by itself', () => {
    const { reason, nextStepAt } = explain(runView(), since + day);
    expect(reason).toBe(
      'Invitation 2 to ada@example.com went out 1 d ago and is not accepted yet; it expires in 2 d. Vultr tells nobody about an acceptance, so the run looks by itself, in growing intervals.',
    );
    expect(nextStepAt).toBe('2026-07-02T09:00:00.000Z');
  });

  test('can be told to look and to send again', () => {
    expect(explain(runView(), since).actions).toEqual([
      { description: expect.any(String), request: `POST /v1/onboardings/${runId}/check` },
      { description: expect.any(String), request: `POST /v1/onboardings/${runId}/resend` },
      { description: expect.any(String), request: `POST /v1/onboardings/${runId}/hold` },
      { description: expect.any(String), request: `POST /v1/onboardings/${runId}/cancel {"reason":"…"}` },
    ]);
  });

  test('past the end of its window it is suspected that nobody works', () => {
    const { reason } = explain(runView(), since + 3 * day + minute);
    expect(reason).toContain('it expired 1 min ago and is due for the last look');
    expect(reason).toContain('no worker is running');
  });

  test('copes with a run that has no invitation', () => {
    const { invitation: _, ...without } = runView();
    const { reason, nextStepAt } = explain(without, since);
    expect(reason).toBe('The acceptance of ada@example.com is awaited since 2026-06-29T09:00:00.000Z.');
    expect(nextStepAt).toBeUndefined();
  });
});

describe('a step that only talks to Vultr', () => {
  const states = ['checking', 'inviting', 'preparing_access', 'granting', 'verifying'] as const;

  test.each(states)('%s that takes long is said to take long', (state) => {
    const standing = (ms: number) => words(runView({ state }), since + ms);
    expect(standing(4 * minute)).not.toContain('which is long');
    expect(standing(6 * minute)).toContain('It stands here since 6 min, which is long');
  });

  test('can be stopped and nothing else', () => {
    for (const state of states) expect(commandsOf(runView({ state }))).toEqual(['hold', 'cancel']);
  });
});

test('a run that needs attention says what failed, what it means and what to do first', () => {
  const explained = explain(runView({ state: 'needs_attention', attention }), since + minute);
  expect(explained.reason).toBe(
    'The step awaitAcceptance failed for good 1 min ago: Every invitation up to the limit expired without an answer. 5 of 5 invitations expired without an answer. The run keeps what it did and waits for a person.',
  );
  expect(explained.actions.map(({ description, request }) => request ?? description)).toEqual([
    attention.remedy,
    `POST /v1/onboardings/${runId}/check`,
    `POST /v1/onboardings/${runId}/resend`,
    `POST /v1/onboardings/${runId}/cancel {"reason":"…"}`,
  ]);
});

test('a completed run says what the person has and how long the blank screen could show', () => {
  const completed: OnboardingView = runView({
    state: 'completed',
    timings: { startedAt: '2026-06-29T09:00:00.000Z', acceptanceToAccessMs: 12_000 },
    evidence: {
      at: '2026-06-29T09:00:00.000Z',
      userId: 'u',
      groupId: 'g',
      checks: [],
      warnings: ['roles were not readable'],
    },
  });
  expect(explain(completed, since).reason).toBe(
    'Done: ada@example.com is in the group "Developers" with "Provisioning", and every reading from Vultr agreed. From acceptance to working access it took 12 s; for that long they could meet "No Active Organization". Worth knowing: roles were not readable.',
  );
  expect(explain(completed, since).nextStepAt).toBeUndefined();
});

describe('what one can do', () => {
  const runs = [
    ...onboardingStates.map((state) => runView({ state })),
    runView(failedAt('addMember', { code: 'access_not_verified' })),
    runView(failedAt('undoAccess', { code: 'membership_unclear' })),
    runView({ ...failedAt('guardInvitation', { code: 'vultr_forbidden' }), cancellation }),
    runView(
      failedAt('confirmPerson', {
        code: 'wrong_person',
        facts: { invited: 'ada@example.com', accepted: 'ada.l@example.com' },
      }),
    ),
    runView(failedAt('preflight', { code: 'policy_not_found', facts: { policy: 'Provisioning' } })),
  ];

  test('is what the state allows, and every body shown is one that the API takes', () => {
    const shown = new Set<string>();
    for (const run of runs) {
      expect([...new Set(commandsOf(run))]).toEqual(allowedCommands(run));
      for (const { request = '' } of explain(run, since).actions) {
        const [, command = '', body = '{}'] = /^POST \S+\/([a-z-]+)(?: (.+))?$/.exec(request) ?? [];
        const known = commandNames.find((one) => one === command);
        if (known === undefined) continue;
        commandRequests[known].parse(JSON.parse(body));
        shown.add(known);
      }
    }
    expect([...shown].toSorted()).toEqual([...commandNames].toSorted());
  });

  test('an address that accepted is in the call that approves it, and in the words', () => {
    const facts = { invited: 'ada@example.com', accepted: 'ada.l@example.com' };
    const run = runView(failedAt('confirmPerson', { code: 'wrong_person', facts }));
    expect(explain(run, since).actions.map(({ request }) => request)).toContain(
      `POST /v1/onboardings/${runId}/approve-address {"address":"ada.l@example.com"}`,
    );
    expect(words(run)).toContain('The address that accepted: ada.l@example.com.');
  });

  test.each([
    ['policy_not_found', { policy: 'provisioning', didYouMean: 'Provisioning' }, 'Provisioning'],
    ['policy_not_found', { policy: 'provisioning' }, '…'],
    ['policy_ambiguous', { policy: 'provisioning', policyIds: 'p1, p2' }, '…'],
  ] as const)('a wrong name of a policy (%s %o) can be put right: %s', (code, facts, name) => {
    const run = runView({
      ...failedAt('preflight', { code, facts } as Partial<AttentionView>),
      policies: [{ name: 'Billing' }, { name: 'provisioning' }],
    });
    expect(explain(run, since).actions.at(-1)?.request).toBe(
      `POST /v1/onboardings/${runId}/retry {"policies":["Billing","${name}"]}`,
    );
    expect(commandsOf(run)).toEqual(['retry', 'cancel', 'retry']);
  });

  test('after the preflight the names are settled', () => {
    const run = runView(failedAt('attachPolicies', { code: 'policy_not_found', facts: { policy: 'P' } }));
    expect(commandsOf(run)).toEqual(['retry', 'cancel']);
  });

  test.each(['guarding', 'cancelled'] as const)('a person whose run is %s can be hired again', (state) => {
    expect(explain(runView({ state, cancellation }), since).actions.at(-1)).toEqual({
      description: expect.stringMatching(/^Hire the person again/),
      request: 'POST /v1/onboardings',
    });
    expect(explain(runView({ state: 'cancelling' }), since).actions).toEqual([]);
  });
});

describe('a run on hold', () => {
  const hold = { at, by: 'ops', reason: 'The start date moves' };

  test('says who, since when, reason, and what goes on all the same', () => {
    expect(words(runView({ state: 'on_hold', hold }), since + day)).toBe(
      'ops put the run on hold 1 d ago (2026-06-29 09:00 UTC): The start date moves. Its clocks stand still: nothing is looked at, sent or written until it is resumed. The end of the invitation is set by Vultr and does not wait: it ends 2026-07-02 09:00 UTC. A resumed run looks first, finds an acceptance of the meantime, and sends the invitation again if it has ended.',
    );
    expect(explain(runView({ state: 'on_hold', hold }), since).nextStepAt).toBeUndefined();
  });

  test('says that the invitation is over, and nothing of one that is not waited for', () => {
    const { invitation, ...rest } = runView({ state: 'on_hold', hold });
    expect(words({ ...rest, ...(invitation && { invitation }) }, since + 4 * day)).toContain(
      'it ended 2026-07-02',
    );
    expect(words(rest)).not.toContain('invitation');
    const accepted = invitation && { ...invitation, status: 'accepted' as const };
    expect(words({ ...rest, ...(accepted && { invitation: accepted }) })).not.toContain(
      'end of the invitation',
    );
  });

  test('needs no reason', () => {
    expect(words(runView({ state: 'on_hold', hold: { at, by: 'ops' } }))).toContain(
      '(2026-06-29 09:00 UTC). Its',
    );
  });
});

describe('a cancelled run', () => {
  const removal = {
    at: '2026-06-30T10:00:00.000Z',
    userId: 'u',
    email: 'ada@example.com',
    action: 'taken out of the organization',
    checks: [],
  };

  test('that is being undone says by whom and reason, what goes and what stays', () => {
    const reason = words(runView({ state: 'cancelling', cancellation }), since + minute);
    expect(reason).toContain(
      'ops cancelled the run 1 min ago (2026-06-29 09:00 UTC): The offer was withdrawn.',
    );
    expect(reason).toContain(
      'is taken out of the organization. Who was a member before stays, and so do groups',
    );
    expect(reason).not.toContain('which is long');
    expect(words(runView({ state: 'cancelling', cancellation }), since + 6 * minute)).toContain(
      'which is long',
    );
  });

  test('that guards says until when, what becomes of late acceptors, and that one can hire again', () => {
    const guarding = runView({
      state: 'guarding',
      step: 'guardInvitation',
      cancellation,
      removals: [removal],
    });
    const { reason, nextStepAt } = explain(guarding, since + day);
    expect(nextStepAt).toBe('2026-07-02T09:00:00.000Z');
    expect(reason).toBe(
      'ops cancelled the run 1 d ago (2026-06-29 09:00 UTC): The offer was withdrawn. Vultr cannot take an invitation back: the one to ada@example.com can be accepted until 2026-07-02 09:00 UTC (2 d from now). Until then it is watched, and who accepts it late is taken out of the organization again. ada@example.com was taken out of the organization (2026-06-30 10:00 UTC). The person can be hired again at any time: the new run takes the invitation over.',
    );
    expect(words(guarding, since + 4 * day)).toContain('which is over: the last look is due');
  });

  test('says whom it took out and whom it left', () => {
    const kept = [{ email: 'ada.l@example.com', reason: 'was_member' as const }];
    const run = runView({ state: 'cancelled', cancellation, removals: [removal], kept });
    expect(words(run, since + 5 * day)).toBe(
      'ops cancelled the run 5 d ago (2026-06-29 09:00 UTC): The offer was withdrawn. ada@example.com was taken out of the organization (2026-06-30 10:00 UTC). ada.l@example.com stays: was a member before this onboarding began. Groups and the policies attached to them stay as they are.',
    );
  });

  test('that took somebody out does not say that there was nobody', () => {
    const reason = words(runView({ state: 'cancelled', cancellation, removals: [removal] }), since + 5 * day);
    expect(reason).toContain('ada@example.com was taken out');
    expect(reason).not.toContain('found nobody');
  });

  test('that had nothing to undo says which nothing it was', () => {
    const { invitation: _, ...unsent } = runView({ state: 'cancelled', cancellation });
    expect(words(unsent)).toContain('No invitation had gone out, and there was nothing to take back.');
    const run = runView({ state: 'cancelled', cancellation });
    expect(words(run, since + 5 * day)).toContain('The run found nobody who had come in by its invitation');
    expect(words(run, since + 5 * day)).not.toContain('can still be accepted');
  });

  test('of which an operator took a part on themselves says what may still be there', () => {
    const skipped = (['undoAccess', 'guardInvitation', 'addMember'] as const).map((step) => ({
      step,
      at,
      by: 'night shift',
      reason: 'They are to stay',
    }));
    const reason = words(runView({ state: 'cancelled', cancellation, skipped }), since + day);
    expect(reason).toContain(
      'Who came in by the invitation may still be in the organization: night shift skipped undoAccess (2026-06-29 09:00 UTC): They are to stay.',
    );
    expect(reason).toContain(
      'The invitation was not guarded to its end: night shift skipped guardInvitation',
    );
    expect(reason).toContain(
      'can still be accepted until 2026-07-02 09:00 UTC, and nobody takes out who accepts it.',
    );
    expect(reason).not.toMatch(/skipped addMember|found nobody/);
  });

  test('that was ended by force in Temporal undid nothing, and says what is still open', () => {
    const reason = words(runView({ state: 'cancelled' }), since + day);
    expect(reason).toBe(
      'The run was ended in Temporal and not by a command. Nothing of what it did was undone. The invitation to ada@example.com can still be accepted until 2026-07-02 09:00 UTC, and nobody takes out who accepts it.',
    );
    expect(words(runView({ state: 'cancelled' }), since + 5 * day)).not.toContain('can still be accepted');
  });

  test('whose undoing failed needs attention, and says that it was cancelled', () => {
    const run = runView({ ...failedAt('undoAccess', { code: 'membership_unclear' }), cancellation });
    expect(words(run, since + minute)).toMatch(
      /^ops cancelled the run 1 min ago .*: The offer was withdrawn\. The step undoAccess failed for good 1 min ago: .* Until a person helps, what the run did is not undone to the end\.$/,
    );
    expect(commandsOf(run)).toEqual(['retry', 'skip']);
  });
});

describe('what persons took on themselves', () => {
  test('a run whose verifying was skipped does not say that the access was proven', () => {
    const timings = { startedAt: at, acceptanceToAccessMs: 12_000 };
    const reason = words(runView({ state: 'completed', skipped: skippedAt('verifyAccess'), timings }));
    expect(reason).toBe(
      'Ended, and the access was NOT proven by this service: that ada@example.com is in the group "Developers" with "Provisioning" is the word of a person. The step verifyAccess was skipped by ops (2026-06-29 09:00 UTC): I saw it in the Console.',
    );
  });

  test('one whose adding was skipped, and that was verified, is done and names the skipped step', () => {
    const reason = words(
      runView({
        state: 'completed',
        skipped: skippedAt('addMember'),
      }),
    );
    expect(reason).toMatch(
      /^Done: .* every reading from Vultr agreed\. The step addMember was skipped by ops/,
    );
  });

  test('an approved address is named with who approved it, wherever the run stands', () => {
    const approvedAddresses = [{ address: 'ada.l@example.com', at, by: 'ops', reason: 'Her private one' }];
    for (const state of onboardingStates) {
      expect(words(runView({ state, approvedAddresses }))).toMatch(
        / That ada\.l@example\.com is an address of the person was approved by ops \(2026-06-29 09:00 UTC\): Her private one\.$/,
      );
    }
  });
});

describe('a run that was told to stop and has not come to it', () => {
  const hold = { at, by: 'ops' };
  const granting = runView({ state: 'granting', step: 'addMember' });

  test('says who told it, and what is still under way', () => {
    expect(words({ ...granting, hold }, since + minute)).toBe(
      `ops put the run on hold 1 min ago (2026-06-29 09:00 UTC). What is under way is brought to its end; then nothing more happens. ${words(granting)}`,
    );
    expect(words({ ...granting, hold, cancellation }, since + minute)).toBe(
      `ops cancelled the run 1 min ago (2026-06-29 09:00 UTC): The offer was withdrawn. What is under way is brought to its end; then it is undone. ${words(granting)}`,
    );
  });

  test('waits for nothing any more', () => {
    expect(explain(runView(), since).nextStepAt).toBeDefined();
    expect(explain(runView({ hold }), since).nextStepAt).toBeUndefined();
    expect(explain(runView({ cancellation }), since).nextStepAt).toBeUndefined();
    expect(explain(runView({ state: 'guarding', cancellation }), since).nextStepAt).toBeDefined();
  });

  test.each(['on_hold', 'needs_attention', 'cancelling', 'guarding', 'cancelled', 'completed'] as const)(
    '%s has come to it',
    (state) => {
      expect(words(runView({ state, hold, cancellation }))).not.toContain('What is under way');
    },
  );
});
