import { describe, expect, test } from 'vitest';
import type { OffboardingRequest } from '../../src/contract/api/offboarding-request.ts';
import { type OffboardingState, offboardingStates } from '../../src/contract/rules/offboarding-states.ts';
import { newRecord, nextRecord } from '../../src/contract/temporal/person-record.ts';
import { decideDeparture, plannedOf } from '../../src/offboardings/decide.ts';
import { orderOf } from '../../src/offboardings/new-departure.ts';
import { decide, type KnownPerson } from '../../src/onboardings/decide.ts';
import { originOf } from '../../src/onboardings/new-flow.ts';
import { exampleOffboarding } from '../api/fake-offboardings.ts';
import { exampleOnboarding, validBody } from '../api/fake-onboardings.ts';

const hr = { name: 'hr' };
const order: OffboardingRequest = { email: 'ada@example.com', reason: 'Last working day' };

const hired: KnownPerson = {
  view: exampleOnboarding({ state: 'completed' }),
  record: newRecord({ request: validBody, origin: originOf(validBody, hr, 1) }),
};

/** The person after the order. */
function leaving(state: OffboardingState, caller: { idempotencyKey?: string } = {}): KnownPerson {
  const origin = orderOf(order, { ...hr, ...caller }, 2);
  return { view: exampleOffboarding({ state }), record: nextRecord(hired.record, hired.view, { origin }) };
}

function hiredAgain(): KnownPerson {
  const left = leaving('left');
  const again = { ...validBody, rehire: true };
  const origin = originOf(again, hr, 3);
  const view = exampleOnboarding({ id: exampleOnboarding().id.replace(/1$/, '3'), state: 'completed' });
  return { view, record: nextRecord(left.record, left.view, { request: again, origin }) };
}

const decided = (person: KnownPerson, asked = order, caller: { idempotencyKey?: string } = {}) =>
  decideDeparture(person, orderOf(asked, { ...hr, ...caller }, 9), plannedOf(asked));

const codeOf = (decision: () => unknown) => {
  try {
    return decision();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const ended: OffboardingState[] = ['left', 'reinstated'];
const open = offboardingStates.filter((state) => !ended.includes(state));

describe('an order', () => {
  test('leads to an offboarding of a person who was hired', () => {
    expect(decided(hired)).toEqual({ outcome: 'next' });
  });

  test.each(offboardingStates)('changes nothing when it is repeated in state %s', (state) => {
    expect(decided(leaving(state))).toMatchObject({ outcome: 'known', view: { state } });
  });

  test.each(open)('with another grace period is a conflict in state %s', (state) => {
    expect(codeOf(() => decided(leaving(state), { ...order, graceDays: 0 }))).toBe(
      'open_offboarding_conflict',
    );
    expect(decided(leaving(state), { ...order, reason: 'Another reason' })).toMatchObject({
      outcome: 'known',
    });
  });

  test.each(ended)('with other content, or another Idempotency-Key, is a new one in state %s', (state) => {
    expect(decided(leaving(state), { ...order, reason: 'Again' })).toEqual({ outcome: 'next' });
    expect(decided(leaving(state), order, { idempotencyKey: 'again' })).toEqual({ outcome: 'next' });
  });

  test('with the same Idempotency-Key needs the same content', () => {
    const key = { idempotencyKey: 'monday' };
    expect(decided(leaving('suspended', key), order, key)).toMatchObject({ outcome: 'known' });
    expect(codeOf(() => decided(leaving('suspended', key), { ...order, reason: 'Other' }, key))).toBe(
      'idempotency_key_reused',
    );
  });

  test('that was followed before takes nothing from a person who was hired again, and says so', () => {
    expect(codeOf(() => decided(hiredAgain()))).toBe('order_repeated');
    expect(decided(hiredAgain(), order, { idempotencyKey: 'again' })).toEqual({ outcome: 'next' });
  });
});

const wanted = (request: typeof validBody & { rehire?: boolean }) => ({
  request,
  origin: originOf(request, hr, 9),
});

describe('a hire of a person who leaves', () => {
  const other = { ...validBody, group: { name: 'Billing' } };
  const again = { ...validBody, rehire: true };

  test.each(offboardingStates)('that is a repetition gets the earlier onboarding in state %s', (state) => {
    expect(decide(leaving(state), wanted(validBody))).toMatchObject({
      outcome: 'known',
      view: { state: 'completed' },
    });
  });

  test.each(open)('is a conflict in state %s', (state) => {
    expect(codeOf(() => decide(leaving(state), wanted(other)))).toBe('open_offboarding_conflict');
  });

  test.each(open)('that says so takes over a guarded invitation only, in state %s', (state) => {
    const expected = state === 'guarding' ? { outcome: 'next' } : 'open_offboarding_conflict';
    expect(codeOf(() => decide(leaving(state), wanted(again)))).toEqual(expected);
  });

  test('needs to say so once they have left, and not if they were reinstated', () => {
    expect(codeOf(() => decide(leaving('left'), wanted(other)))).toBe('rehire_required');
    expect(decide(leaving('left'), wanted(again))).toEqual({ outcome: 'next' });
    expect(decide(leaving('reinstated'), wanted(other))).toEqual({ outcome: 'next' });
  });
});

describe('an order for later', () => {
  const nowMs = Date.parse('2026-06-29T10:00:00.000Z');
  const effectiveAt = '2026-07-01T09:00:00+02:00';
  const later = { ...order, effectiveAt };
  const person = (change: Parameters<typeof exampleOffboarding>[0] = {}): KnownPerson => ({
    view: exampleOffboarding({
      state: 'scheduled',
      step: 'awaitStart',
      effectiveAt: '2026-07-01T07:00:00.000Z',
      ...change,
    }),
    record: nextRecord(hired.record, hired.view, { origin: orderOf(later, hr, 2) }),
  });
  const planned = (known: KnownPerson, asked: OffboardingRequest, key: { idempotencyKey?: string } = {}) =>
    decideDeparture(known, orderOf(asked, { ...hr, ...key }, 9), { effectiveAt: asked.effectiveAt, nowMs });

  test('is scheduled for a person who has access', () => {
    expect(planned(hired, later)).toEqual({ outcome: 'next' });
  });

  test('interrupts no open onboarding, which an order for now does', () => {
    const waiting = { ...hired, view: exampleOnboarding() };
    expect(codeOf(() => planned(waiting, later))).toBe('open_onboarding_conflict');
    expect(planned(waiting, order)).toEqual({ outcome: 'next' });
    expect(planned(waiting, { ...order, effectiveAt: '2026-06-28T00:00:00Z' })).toEqual({ outcome: 'next' });
  });

  test('is a repetition at the same instant, whatever the time zone and the reason', () => {
    for (const asked of [later, { ...order, effectiveAt: '2026-07-01T07:00:00Z', reason: 'moves away' }]) {
      expect(planned(person(), asked)).toMatchObject({ outcome: 'known', view: { state: 'scheduled' } });
    }
  });

  test.each([
    ['another time', { ...order, effectiveAt: '2026-07-02T07:00:00Z' }],
    ['no time', order],
    ['another grace period', { ...later, graceDays: 3 }],
  ])('gives way to one with %s, on hold as well', (_difference, asked) => {
    expect(planned(person(), asked)).toEqual({ outcome: 'next' });
    expect(planned(person({ state: 'on_hold' }), asked)).toEqual({ outcome: 'next' });
  });

  test('that has given way is not followed again', () => {
    const moved = { ...order, effectiveAt: '2026-07-02T07:00:00Z' };
    const first = person({ state: 'reinstated' });
    const view = exampleOffboarding({
      id: exampleOffboarding().id.replace(/2$/, '3'),
      state: 'scheduled',
      step: 'awaitStart',
      effectiveAt: '2026-07-02T07:00:00.000Z',
    });
    const record = nextRecord(first.record, first.view, { origin: orderOf(moved, hr, 3) });
    expect(planned({ view, record }, later)).toMatchObject({
      outcome: 'known',
      view: { state: 'reinstated' },
    });
  });

  test('is the same departure once it has begun', () => {
    const begun = person({ state: 'suspended', step: 'grace' });
    expect(planned(begun, order)).toMatchObject({ outcome: 'known' });
    expect(codeOf(() => planned(begun, { ...order, graceDays: 3 }))).toBe('open_offboarding_conflict');
  });
});
