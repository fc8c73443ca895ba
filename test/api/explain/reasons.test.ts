import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/api/explain/explain.ts';
import { onboardingStates, type Step } from '../../../src/contract/rules/states.ts';
import { exampleOnboarding } from '../fake-onboardings.ts';
import { at, attention, day, minute, reasonFor, startMs } from './fixtures.ts';

const skippedAt = (step: Step) => [{ step, at, by: 'ops', reason: 'I saw it in the Console' }];

test.each(onboardingStates)('%s has a reason of its own', (state) => {
  const { reason, nextStep } = explain(exampleOnboarding({ state }), startMs);
  expect(reason).toMatch(/^[A-Z].+\.$/);
  expect(reason).not.toMatch(/undefined|NaN|null/);
  expect(nextStep).toBe(exampleOnboarding().nextStep);
  const others = onboardingStates.filter((other) => other !== state);
  expect(others.map((other) => reasonFor(exampleOnboarding({ state: other })))).not.toContain(reason);
});

describe('a waiting onboarding', () => {
  test('says since when and until when it waits, and that it polls', () => {
    expect(reasonFor(exampleOnboarding(), startMs + day)).toBe(
      'Invitation 2 to ada@example.com was sent 1 d ago and has not been accepted yet; it expires in 2 d. Vultr does not announce acceptances, so one watch checks all invitations every few seconds, and the onboarding also polls every few hours.',
    );
  });

  test('suspects that no worker is running after the end of its window', () => {
    const reason = reasonFor(exampleOnboarding(), startMs + 3 * day + minute);
    expect(reason).toContain('it expired 1 min ago and is due for one last look');
    expect(reason).toContain('no worker is running');
  });

  test('says since when it waits without an invitation', () => {
    const { invitation: _, ...without } = exampleOnboarding();
    expect(reasonFor(without)).toBe(
      'The onboarding has been waiting for ada@example.com to accept since 2026-06-29 09:00 UTC.',
    );
  });
});

test.each(['checking', 'inviting', 'preparing_access', 'granting', 'verifying'] as const)(
  '%s is reported as unusually long after five minutes',
  (state) => {
    const reasonAfter = (ms: number) => reasonFor(exampleOnboarding({ state }), startMs + ms);
    expect(reasonAfter(4 * minute)).not.toContain('unusually long');
    expect(reasonAfter(6 * minute)).toContain(
      'It has been in this state for 6 min, which is unusually long.',
    );
  },
);

test('an onboarding that needs attention says what failed and what that means', () => {
  expect(reasonFor(exampleOnboarding({ state: 'needs_attention', attention }), startMs + minute)).toBe(
    'The step awaitAcceptance failed permanently 1 min ago: Every invitation up to the limit expired without an answer. 5 of 5 invitations expired without an answer. The onboarding keeps what it has done and waits for an operator.',
  );
});

test('a completed onboarding says what the person has and how long the blank screen could appear', () => {
  const completed = exampleOnboarding({
    state: 'completed',
    timings: { startedAt: at, acceptanceToAccessMs: 12_000 },
    evidence: { at, userId: 'u', groupId: 'g', checks: [], warnings: ['roles were not readable'] },
  });
  expect(reasonFor(completed)).toBe(
    'Done: ada@example.com is in the group "Developers" with "Provisioning", and every check against Vultr passed. It took 12 s from acceptance to working access; during that time the person may have seen "No Active Organization". Warning: roles were not readable.',
  );
});

describe('a decision of an operator', () => {
  test('does not let skipped verification read as verified access', () => {
    const timings = { startedAt: at, acceptanceToAccessMs: 12_000 };
    const skipped = skippedAt('verifyAccess');
    expect(reasonFor(exampleOnboarding({ state: 'completed', skipped, timings }))).toBe(
      'Ended, but this service did NOT verify the access: an operator confirmed that ada@example.com is in the group "Developers" with "Provisioning". ops skipped the step verifyAccess (2026-06-29 09:00 UTC): I saw it in the Console.',
    );
  });

  test('names a skipped step that was verified later', () => {
    expect(reasonFor(exampleOnboarding({ state: 'completed', skipped: skippedAt('addMember') }))).toMatch(
      /^Done: .* every check against Vultr passed\. ops skipped the step addMember/,
    );
  });

  test('names an approved email and who approved it, in every state', () => {
    const approvedAddresses = [{ address: 'ada.l@example.com', at, by: 'ops', reason: 'Her private one' }];
    for (const state of onboardingStates) {
      expect(reasonFor(exampleOnboarding({ state, approvedAddresses }))).toMatch(
        / ops approved ada\.l@example\.com as the person's own email \(2026-06-29 09:00 UTC\): Her private one\.$/,
      );
    }
  });
});

const leavingAt = '2026-06-29T08:00:00.000Z';

test('a move says what was left, or who refused it', () => {
  const left = { at: leavingAt, groups: [{ id: 'g1', name: 'Developers' }], checks: [], warnings: [] };
  expect(reasonFor(exampleOnboarding({ state: 'completed', leftGroups: left }))).toContain(
    'The person has left the group "Developers".',
  );
  const leavingRefused = { at: leavingAt, by: 'ops', reason: 'a wrong list' };
  expect(reasonFor(exampleOnboarding({ state: 'completed', leavingRefused }))).toMatch(
    /ops refused to let the person leave the old groups, so they keep that access as well .*a wrong list/,
  );
});

test('several groups are all named', () => {
  const policies = [{ name: 'DNS' }];
  const groups = [
    { name: 'Developers', policies },
    { name: 'Billing', policies },
  ];
  expect(reasonFor(exampleOnboarding({ state: 'granting', groups }))).toContain(
    'the groups "Developers" and "Billing"',
  );
  expect(reasonFor(exampleOnboarding({ state: 'completed', groups }))).toContain(
    'in the group "Developers" with "DNS", and in the group "Billing" with "DNS"',
  );
});
