import { describe, expect, test } from 'vitest';
import { adviseWithOnboarding } from '../../../src/api/explain/access-advice.ts';
import { accessReport, exampleOnboarding } from '../fake-onboardings.ts';
import { cancellation } from './fixtures.ts';

const lacking = accessReport({ fix: { step: 'addMember', action: 'Add the user to a group.' } });

test('without an onboarding, the report is unchanged', () => {
  expect(adviseWithOnboarding(lacking, undefined)).toBe(lacking);
});

describe('the advice for a person who lacks something', () => {
  test.each([
    [
      'needs_attention',
      /^Add the user to a group\. .* needs attention; once that is resolved, it does the rest by itself\.$/,
    ],
    ['on_hold', /^Add the user to a group\. .* is on hold; once resumed, it continues by itself\.$/],
    [
      'completed',
      /^Add the user to a group\. .* POST \/v1\/onboardings\/person-\w+\.1\/rehire gives the access again/,
    ],
    ['granting', /^Add the user to a group\. .* is in progress and continues by itself\.$/],
    [
      'cancelled',
      /^The onboarding of this person was cancelled\. If .* hire them again .* By hand: Add the user to a group\.$/,
    ],
  ] as const)('considers an onboarding in %s', (state, action) => {
    const { fix, ...rest } = adviseWithOnboarding(lacking, exampleOnboarding({ state }));
    expect(fix).toEqual({ step: 'addMember', action: expect.stringMatching(action) });
    expect({ ...rest, fix: lacking.fix }).toEqual(lacking);
  });

  test('does not recommend letting in a user that the onboarding removes', () => {
    const beingUndone = [
      exampleOnboarding({ state: 'cancelling' }),
      exampleOnboarding({ state: 'guarding' }),
      exampleOnboarding({ state: 'needs_attention', cancellation }),
    ];
    for (const onboarding of beingUndone) {
      expect(adviseWithOnboarding(lacking, onboarding).fix).toEqual({
        step: 'none',
        action: expect.stringMatching(
          /^Nothing: .* is removed\. .* POST \/v1\/onboardings\/person-\w+\.1\/rehire\.$/,
        ),
      });
    }
  });
});

const words = () => 'the button on their page';

test('the advice says how its reader hires a person again', () => {
  expect(adviseWithOnboarding(lacking, exampleOnboarding({ state: 'completed' }), words).fix.action).toMatch(
    /changes nothing: the button on their page gives the access again/,
  );
});

test('a person who lacks nothing gets no advice, unless their access is being removed', () => {
  const fine = accessReport();
  expect(adviseWithOnboarding(fine, exampleOnboarding({ state: 'granting' }))).toEqual(fine);
  expect(adviseWithOnboarding(fine, exampleOnboarding({ state: 'cancelled' }))).toEqual(fine);
  expect(adviseWithOnboarding(fine, exampleOnboarding({ state: 'guarding' })).fix.action).toMatch(
    /^Nothing: .* was cancelled/,
  );
});
