import { describe, expect, test } from 'vitest';
import { allowedOffboardingCommands } from '../../../src/contract/rules/allowed-offboarding-commands.ts';
import {
  isReversible,
  offboardingStates,
  offboardingSteps,
} from '../../../src/contract/rules/offboarding-states.ts';

const at = '2026-06-29T09:00:00.000Z';
const attention = (
  code: 'still_there' | 'not_brought_in_here' | 'last_administrator' | 'protected_person',
) => ({
  state: 'needs_attention' as const,
  attention: { code },
});

describe('the commands of an offboarding', () => {
  test.each(offboardingSteps)('reinstate only what can be given back: %s', (step) => {
    const everywhere = offboardingStates.flatMap((state) => allowedOffboardingCommands({ state, step }));
    expect(everywhere.includes('reinstate')).toBe(isReversible(step));
  });

  test('help against a failure by its code', () => {
    const step = 'surveyPerson';
    const allowed = (code: Parameters<typeof attention>[0]) =>
      allowedOffboardingCommands({ ...attention(code), step });
    expect(allowed('protected_person')).toEqual(['reinstate']);
    expect(allowed('last_administrator')).toEqual(['retry', 'reinstate']);
    expect(allowed('not_brought_in_here')).toEqual(['retry', 'confirm', 'reinstate']);
    expect(allowed('still_there')).toEqual(['retry', 'reinstate']);
  });

  test('skip neither the survey, the brake, the grace period nor the removal', () => {
    const skippable = offboardingSteps.filter((step) =>
      allowedOffboardingCommands({ ...attention('still_there'), step }).includes('skip'),
    );
    expect(skippable).toEqual([
      'suspendUser',
      'closeApi',
      'stripUser',
      'verifyGone',
      'guardInvitations',
      'reinstateUser',
    ]);
  });

  test('wait for a reinstatement or a hold that has not arrived yet', () => {
    const step = 'suspendUser';
    const cancellation = { at, by: 'ops', reason: 'stays' };
    expect(allowedOffboardingCommands({ state: 'suspending', step, cancellation })).toEqual([]);
    expect(allowedOffboardingCommands({ state: 'suspending', step, hold: { at, by: 'ops' } })).toEqual([
      'reinstate',
    ]);
  });
});
