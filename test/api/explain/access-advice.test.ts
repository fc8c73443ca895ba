import { describe, expect, test } from 'vitest';
import { adviseWithOnboarding } from '../../../src/api/explain/access-advice.ts';
import { accessReport, runView } from '../fake-onboardings.ts';

const lacking = accessReport({ fix: { step: 'addMember', action: 'Add the user to a group.' } });
const cancellation = { at: '2026-06-29T09:00:00.000Z', by: 'ops', reason: 'The offer was withdrawn' };

test('without a run, or after it, the report is as it was', () => {
  expect(adviseWithOnboarding(lacking, undefined)).toBe(lacking);
  expect(adviseWithOnboarding(lacking, runView({ state: 'completed' }))).toEqual(lacking);
});

describe('who is lacking something', () => {
  test.each([
    [
      'needs_attention',
      /^Add the user to a group\. .* needs attention: put right, it does the rest by itself\.$/,
    ],
    ['on_hold', /^Add the user to a group\. .* is on hold: resumed, it goes on by itself\.$/],
    ['granting', /^Add the user to a group\. .* is under way and goes on by itself\.$/],
    ['cancelled', /^The run of this person was cancelled\. If .* after all: Add the user to a group\.$/],
  ] as const)('and has a run that is %s', (state, words) => {
    const { fix, ...rest } = adviseWithOnboarding(lacking, runView({ state }));
    expect(fix).toEqual({ step: 'addMember', action: expect.stringMatching(words) });
    expect({ ...rest, fix: lacking.fix }).toEqual(lacking);
  });

  test('is not told to let somebody in whom the run takes out again', () => {
    const undone = [
      runView({ state: 'cancelling' }),
      runView({ state: 'guarding' }),
      runView({ state: 'needs_attention', cancellation }),
    ];
    for (const run of undone) {
      expect(adviseWithOnboarding(lacking, run).fix).toEqual({
        step: 'none',
        action: expect.stringMatching(/^Nothing: .* taken out again\. .* POST \/v1\/onboardings\.$/),
      });
    }
  });
});

test('who lacks nothing is told nothing more, unless what they have is being taken away', () => {
  const fine = accessReport();
  expect(adviseWithOnboarding(fine, runView({ state: 'granting' }))).toEqual(fine);
  expect(adviseWithOnboarding(fine, runView({ state: 'cancelled' }))).toEqual(fine);
  expect(adviseWithOnboarding(fine, runView({ state: 'guarding' })).fix.action).toMatch(
    /^Nothing: .* was cancelled/,
  );
});
