import { describe, expect, test } from 'vitest';
import { parseRegister } from '../../../src/cli/registers/parse-register.ts';
import { formatRegister, type Register } from '../../../src/cli/registers/register-line.ts';
import type { OnboardingRequest } from '../../../src/contract/api/onboarding-request.ts';
import { newRecord, nextRecord } from '../../../src/contract/temporal/person-record.ts';
import { orderOf } from '../../../src/offboardings/new-departure.ts';
import { originOf } from '../../../src/onboardings/new-flow.ts';
import { exampleOffboarding } from '../../api/fake-offboardings.ts';
import { exampleOnboarding, personId, validBody } from '../../api/fake-onboardings.ts';

const hr = { name: 'hr' };
const order = orderOf({ email: 'ada@example.com', reason: 'Last working day' }, hr, 2);
const hired = newRecord({ request: validBody, origin: originOf(validBody, hr, 1) });

/** The register of a person who was hired and has left. */
function leaver(state: 'left' | 'suspended' = 'left'): Register {
  const view = exampleOffboarding({ state });
  const completed = exampleOnboarding({ state: 'completed' });
  const record = {
    ...nextRecord(hired, completed, { origin: order }),
    ownInvitationIds: ['invitation-1'],
    formerAccounts: ['user-1'],
  };
  return { id: personId, input: { flow: 2, personKeys: [], view, record } };
}

const mistakesOf = (text: string) => {
  const parsed = parseRegister(text);
  return 'mistakes' in parsed ? parsed.mistakes : [];
};

describe('the line of a person who has left', () => {
  test('is read as it was written', () => {
    expect(parseRegister(formatRegister(leaver()))).toEqual({ register: leaver() });
  });

  test('is read also if this service has never hired them', () => {
    const first = { ...order, flow: 1 };
    const view = exampleOffboarding({ id: `${personId}.1`, state: 'left' });
    const record = newRecord({ origin: first });
    const register: Register = { id: personId, input: { flow: 1, personKeys: [], view, record } };
    expect(parseRegister(formatRegister(register))).toEqual({ register });
  });

  test('is read also if an identity provider decides about them', () => {
    const { id, input } = leaver();
    const owned = { ...input, record: { ...hired, owner: 'scim-user-0123456789abcdef0123456789abcdef' } };
    const register = { id, input: owned } as Register;
    expect(parseRegister(formatRegister(register))).toEqual({ register });
  });

  test('is refused if the offboarding has not ended, or a field is wrong', () => {
    expect(mistakesOf(formatRegister(leaver('suspended')))).toEqual([
      { field: '/view/state', message: 'must be completed, cancelled, left or reinstated' },
    ]);
    const wrong = formatRegister(leaver()).replace('"graceMs":1209600000', '"graceMs":"two weeks"');
    expect(mistakesOf(wrong)).toMatchObject([{ field: '/view/graceMs' }]);
  });
});

describe('the line of a person about whom an identity provider decides', () => {
  const owner = `scim-user-${'0123456789abcdef'.repeat(2)}`;
  const scim = { name: 'scim', idempotencyKey: `${owner}/life/1/1/0` };

  /** The register of a person who was to have these roles, and no others. */
  function provisioned(roles: string[], by = owner): Register {
    const wanted: OnboardingRequest = {
      email: 'ada@example.com',
      roles,
      leaveGroups: 'managed',
      rehire: true,
    };
    const record = newRecord({ request: wanted, origin: originOf(wanted, scim, 1), owner: by });
    return {
      id: personId,
      input: { flow: 1, personKeys: [], view: exampleOnboarding({ state: 'completed' }), record },
    };
  }

  test.each([
    ['a role', ['developer']],
    ['no role any more', []],
  ])('with %s is read as it was written', (_what, roles) => {
    expect(parseRegister(formatRegister(provisioned(roles)))).toEqual({ register: provisioned(roles) });
  });

  test('is refused if the identity provider is not one, or the name of a role is wrong', () => {
    expect(mistakesOf(formatRegister(provisioned(['developer'], 'hr')))).toEqual([
      { field: '/record/owner', message: 'must be scim-user- and 32 hexadecimal digits' },
    ]);
    expect(mistakesOf(formatRegister(provisioned(['two words'])))).toMatchObject([
      { field: '/record/request/roles/0' },
    ]);
  });
});
