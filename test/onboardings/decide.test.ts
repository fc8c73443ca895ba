import { describe, expect, test } from 'vitest';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import { newRecord, nextRecord } from '../../src/contract/temporal/person-record.ts';
import { decide, type KnownPerson } from '../../src/onboardings/decide.ts';
import { originOf } from '../../src/onboardings/new-flow.ts';
import { exampleOnboarding } from '../api/fake-onboardings.ts';

const request: OnboardingRequest = {
  email: 'ada@example.com',
  firstName: 'Ada',
  group: { name: 'Developers' },
  policies: ['Provisioning'],
};
const hr = { name: 'hr' };
const personId = `person-${'0'.repeat(32)}`;

function viewIn(state: OnboardingState, flow = 1): OnboardingView {
  const isCancelled = ['cancelling', 'guarding', 'cancelled'].includes(state);
  const { cancellation: _, ...view } = exampleOnboarding();
  const at = '2026-06-29T09:00:00.000Z';
  const cancelled = isCancelled ? { cancellation: { at, by: 'ops', reason: 'withdrawn' } } : {};
  return { ...view, ...cancelled, id: `${personId}.${flow}`, state };
}

function personIn(
  state: OnboardingState,
  asked = request,
  caller: { idempotencyKey?: string } = {},
): KnownPerson {
  const origin = originOf(asked, { ...hr, ...caller }, 1);
  return { view: viewIn(state), record: newRecord({ request: asked, origin }) };
}

/** The person after another flow. */
function followedBy(person: KnownPerson, asked: OnboardingRequest, state: OnboardingState): KnownPerson {
  const origin = originOf(asked, hr, 2);
  const record = nextRecord(person.record, person.view, { request: asked, origin });
  return { view: viewIn(state, 2), record };
}

const decided = (person: KnownPerson, asked: OnboardingRequest, caller: { idempotencyKey?: string } = {}) =>
  decide(person, { request: asked, origin: originOf(asked, { ...hr, ...caller }, 9) });

const codeOf = (decision: () => unknown) => {
  try {
    return decision();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const everyState: OnboardingState[] = [
  'scheduled',
  'checking',
  'inviting',
  'preparing_access',
  'awaiting_acceptance',
  'granting',
  'verifying',
  'completed',
  'on_hold',
  'needs_attention',
  'cancelling',
  'guarding',
  'cancelled',
];
const closedOrUndone: OnboardingState[] = ['completed', 'guarding', 'cancelled'];

describe('a repetition', () => {
  test.each(everyState)('changes nothing in state %s', (state) => {
    expect(decided(personIn(state), request)).toEqual({ outcome: 'known', view: viewIn(state) });
  });

  test('of an earlier request gets the onboarding that it has led to', () => {
    const person = followedBy(
      personIn('cancelled'),
      { ...request, policies: ['DNS'], rehire: true },
      'completed',
    );
    expect(decided(person, request)).toMatchObject({ outcome: 'known', view: { state: 'cancelled' } });
  });

  test('with the same Idempotency-Key needs the same content', () => {
    const key = { idempotencyKey: 'monday' };
    const person = personIn('completed', request, key);
    expect(decided(person, request, key)).toMatchObject({ outcome: 'known' });
    expect(codeOf(() => decided(person, { ...request, firstName: 'Eve' }, key))).toBe(
      'idempotency_key_reused',
    );
    expect(codeOf(() => decided(person, { ...request, rehire: true }, key))).toBe('idempotency_key_reused');
  });

  test('of an order to hire again is not a further order', () => {
    const again = { ...request, rehire: true };
    const person = followedBy(personIn('cancelled'), again, 'cancelled');
    expect(decided(person, again)).toMatchObject({ outcome: 'known', view: { state: 'cancelled' } });
    expect(decided(person, again, { idempotencyKey: 'a new order' })).toEqual({ outcome: 'next' });
  });
});

describe('other details', () => {
  const changed = { ...request, firstName: 'Augusta', externalId: 'hr-4711' };

  test.each(['awaiting_acceptance', 'on_hold', 'needs_attention', 'completed'] as const)(
    'are taken over in state %s',
    (state) => {
      expect(decided(personIn(state), changed)).toEqual({
        outcome: 'amend',
        details: { firstName: 'Augusta', externalId: 'hr-4711' },
      });
    },
  );

  test('change nothing once the onboarding was cancelled', () => {
    expect(decided(personIn('guarding'), changed)).toMatchObject({ outcome: 'known' });
  });

  test('that are left out stay as they are', () => {
    const { firstName: _, ...without } = request;
    expect(decided(personIn('completed'), without)).toMatchObject({ outcome: 'known' });
  });
});

describe('other access', () => {
  const other = { ...request, group: { name: 'Billing' } };

  test.each(everyState.filter((state) => !closedOrUndone.includes(state) && state !== 'cancelling'))(
    'is a conflict in state %s',
    (state) => {
      expect(codeOf(() => decided(personIn(state), other))).toBe('open_onboarding_conflict');
      expect(codeOf(() => decided(personIn(state), { ...other, rehire: true }))).toBe(
        'open_onboarding_conflict',
      );
    },
  );

  test('is added by another onboarding after completion', () => {
    expect(decided(personIn('completed'), other)).toEqual({ outcome: 'next' });
  });

  test.each(['cancelling', 'guarding', 'cancelled'] as const)(
    'needs an order to hire again in %s',
    (state) => {
      expect(codeOf(() => decided(personIn(state), other))).toBe('rehire_required');
    },
  );
});

describe('an order to hire again', () => {
  const again = { ...request, rehire: true };

  test.each(closedOrUndone)('is followed in state %s', (state) => {
    expect(decided(personIn(state), again)).toEqual({ outcome: 'next' });
  });

  test('waits until a cancelled onboarding guards', () => {
    expect(codeOf(() => decided(personIn('cancelling'), again))).toBe('open_onboarding_conflict');
  });

  test('finds the onboarding in progress', () => {
    expect(decided(personIn('awaiting_acceptance'), again)).toMatchObject({ outcome: 'known' });
  });
});

describe('a request that supersedes', () => {
  const other = { ...request, policies: ['DNS'] };
  const superseding = { ...other, supersede: true };
  const open = [
    'scheduled',
    'checking',
    'inviting',
    'preparing_access',
    'awaiting_acceptance',
    'granting',
    'verifying',
    'leaving_groups',
    'on_hold',
    'needs_attention',
  ] as const;

  test.each(open)('is taken up in state %s, where a plain one is a conflict', (state) => {
    expect(decided(personIn(state), superseding)).toEqual({ outcome: 'next' });
    expect(codeOf(() => decided(personIn(state), other))).toBe('open_onboarding_conflict');
  });

  test('leads to another onboarding of a person whose onboarding has completed', () => {
    expect(decided(personIn('completed'), superseding)).toEqual({ outcome: 'next' });
  });

  test.each(['guarding', 'cancelled'] as const)('does not hire a person again (%s)', (state) => {
    expect(codeOf(() => decided(personIn(state), superseding))).toBe('rehire_required');
    expect(decided(personIn(state), { ...superseding, rehire: true })).toEqual({ outcome: 'next' });
  });

  test('changes nothing if it asks for the same access', () => {
    const same = { ...request, supersede: true };
    expect(decided(personIn('awaiting_acceptance'), same)).toMatchObject({ outcome: 'known' });
  });

  test('is followed once, however often it is repeated', () => {
    const person = followedBy(personIn('cancelled'), superseding, 'awaiting_acceptance');
    expect(decided(person, superseding)).toMatchObject({
      outcome: 'known',
      view: { state: 'awaiting_acceptance' },
    });
    expect(decided(person, request)).toMatchObject({ outcome: 'known', view: { state: 'cancelled' } });
  });

  test('returns to what an earlier request asked for, which a repetition of that one does not', () => {
    const person = followedBy(personIn('cancelled'), superseding, 'awaiting_acceptance');
    expect(decided(person, { ...request, supersede: true })).toEqual({ outcome: 'next' });
  });

  test('and returns needs an Idempotency-Key of its own if it is the same again', () => {
    const first = { ...request, supersede: true };
    const person = followedBy(personIn('cancelled', first), superseding, 'awaiting_acceptance');
    expect(decided(person, first)).toMatchObject({ outcome: 'known', view: { state: 'cancelled' } });
    expect(decided(person, first, { idempotencyKey: 'back again' })).toEqual({ outcome: 'next' });
  });
});

describe('the time at which an onboarding begins', () => {
  const planned = { ...request, notBefore: '2026-07-01T09:00:00+02:00' };
  const scheduled = (): KnownPerson => {
    const person = personIn('scheduled', planned);
    return { ...person, view: { ...viewIn('scheduled'), step: 'awaitStart' } };
  };

  test('can be moved while it is scheduled, and is compared as an instant', () => {
    expect(decided(scheduled(), { ...request, notBefore: '2026-07-01T07:00:00Z' })).toMatchObject({
      outcome: 'known',
    });
    expect(decided(scheduled(), { ...request, notBefore: '2026-07-02T07:00:00Z' })).toEqual({
      outcome: 'amend',
      details: { notBefore: '2026-07-02T07:00:00.000Z' },
    });
  });

  test('stays if a repetition leaves it out', () => {
    expect(decided(scheduled(), request)).toMatchObject({ outcome: 'known' });
  });

  test('changes nothing once it has begun', () => {
    const later = { ...request, notBefore: '2026-08-01T07:00:00Z' };
    expect(decided(personIn('awaiting_acceptance', planned), later)).toMatchObject({ outcome: 'known' });
  });

  test('belongs to the content of an Idempotency-Key', () => {
    const key = { idempotencyKey: 'monday' };
    expect(codeOf(() => decided(personIn('scheduled', request, key), planned, key))).toBe(
      'idempotency_key_reused',
    );
  });
});
