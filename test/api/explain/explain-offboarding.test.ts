import { describe, expect, test } from 'vitest';
import { explainOffboarding } from '../../../src/api/explain/explain-offboarding.ts';
import { describeNextOffboardingStep } from '../../../src/contract/rules/next-offboarding-step.ts';
import { offboardingStates } from '../../../src/contract/rules/offboarding-states.ts';
import { exampleOffboarding } from '../fake-offboardings.ts';

const now = Date.parse('2026-06-29T10:00:00.000Z');
const at = '2026-06-29T09:30:00.000Z';
const explained = (change: Parameters<typeof exampleOffboarding>[0]) =>
  explainOffboarding(exampleOffboarding(change), now);

describe('an explanation', () => {
  test.each(offboardingStates)(
    'says in state %s who ordered the departure and why, and what follows',
    (state) => {
      const { reason } = explained({ state });
      expect(reason).toContain('hr-system ordered the departure of ada@example.com');
      expect(reason).toContain('Last working day');
      expect(describeNextOffboardingStep(exampleOffboarding({ state }))).toMatch(/\.$/);
    },
  );

  test('names the failure, its remedy and what helps', () => {
    const attention = {
      step: 'surveyPerson' as const,
      code: 'not_brought_in_here' as const,
      meaning: 'This service did not bring the person in.',
      remedy: 'Find out whether the right person is meant.',
      detail: 'nobody invited them here',
      since: at,
      allowedCommands: ['retry', 'confirm', 'reinstate'],
    };
    const { reason, actions } = explained({ state: 'needs_attention', step: 'surveyPerson', attention });
    expect(reason).toContain('The step surveyPerson failed permanently 30 min ago');
    expect(reason).toContain('nobody invited them here.');
    expect(actions[0]?.description).toBe(attention.remedy);
    expect(actions.map(({ request }) => request?.split('/').at(-1))).toEqual([
      undefined,
      'retry',
      'confirm {"reason":"…"}',
      'reinstate {"reason":"…"}',
    ]);
  });

  test('does not call proven what an operator skipped', () => {
    const skipped = [{ step: 'verifyGone' as const, at, by: 'ops', reason: 'I looked' }];
    const { reason, actions } = explained({ state: 'left', step: 'verifyGone', skipped });
    expect(reason).toContain('did NOT prove it');
    expect(reason).toContain('ops skipped the step verifyGone');
    expect(describeNextOffboardingStep(exampleOffboarding({ state: 'left', skipped }))).toContain('skipped');
    expect(actions.map(({ request }) => request)).toEqual(['POST /v1/onboardings']);
  });

  test('says until when a person can be reinstated, and when that no longer counts', () => {
    expect(explained({}).nextStepAt).toBe('2026-07-13T09:00:00.000Z');
    expect(explained({ hold: { at, by: 'ops' } }).nextStepAt).toBeUndefined();
    const invitation = { id: 'invitation-1', expiresAt: '2026-07-01T09:00:00.000Z' };
    expect(explained({ state: 'guarding', step: 'guardInvitations', invitation }).nextStepAt).toBe(
      invitation.expiresAt,
    );
  });

  test('names who accepted a guarded invitation', () => {
    const removals = [
      { at, userId: 'u1', email: 'ada@example.com', action: 'removed from the organization', checks: [] },
    ];
    const kept = [{ email: 'omar@example.com', reason: 'was_member' as const }];
    const { reason } = explained({ state: 'left', step: 'guardInvitations', removals, kept });
    expect(reason).toContain('ada@example.com was removed from the organization');
    expect(reason).toContain('omar@example.com was a member');
  });
});
