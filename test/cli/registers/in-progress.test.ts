import { describe, expect, test } from 'vitest';
import { inProgressOf } from '../../../src/cli/registers/in-progress.ts';
import { parseRegister } from '../../../src/cli/registers/parse-register.ts';
import type { FlowView } from '../../../src/contract/temporal/flow-view.ts';
import { newRecord, type PersonRecord } from '../../../src/contract/temporal/person-record.ts';
import { originOf } from '../../../src/onboardings/new-flow.ts';
import { exampleOffboarding } from '../../api/fake-offboardings.ts';
import { exampleOnboarding, personId, validBody } from '../../api/fake-onboardings.ts';

const hr = { name: 'hr' };
const at = '2026-06-29T09:00:00.000Z';
const nowMs = Date.parse(at);
const dayMs = 24 * 60 * 60_000;
const cancellation = { by: 'ops', reason: 'the offer was withdrawn', at };
const hired = (request = {}) => {
  const body = { ...validBody, ...request };
  return newRecord({ request: body, origin: originOf(body, hr, 1) });
};
const ofPerson = (view: FlowView, record: PersonRecord = hired()) =>
  inProgressOf(personId, { view, record }, nowMs);
const orderFor = (changes: object, record?: PersonRecord) =>
  ofPerson(exampleOffboarding({ state: 'surveying', before: undefined, ...changes }), record).inProgress
    .order;

describe('of an onboarding in progress', () => {
  test('the request is sent again, without what refers to other flows', () => {
    const view = exampleOnboarding({ state: 'awaiting_acceptance' });
    const line = ofPerson(view, hired({ replaces: `${personId}.1`, supersede: true, externalId: 'hr-4711' }));
    expect(line).toEqual({
      id: personId,
      inProgress: {
        flowId: view.id,
        state: 'awaiting_acceptance',
        email: view.email,
        request: { ...validBody, externalId: 'hr-4711' },
      },
    });
    expect(parseRegister(JSON.stringify(line))).toEqual({ inProgress: line });
  });

  test.each([
    ['guards its invitation', exampleOnboarding({ state: 'guarding', cancellation })],
    ['is about to be cancelled', exampleOnboarding({ state: 'granting', cancellation })],
  ])('nothing is sent again if it %s', (_what, view) => {
    const { inProgress } = ofPerson(view);
    expect(inProgress).toEqual({ flowId: view.id, state: view.state, email: view.email });
  });
});

describe('of a departure in progress', () => {
  test('the order is sent again, with what is left of the grace period', () => {
    const graceEndsAt = new Date(nowMs + 2.5 * dayMs).toISOString();
    const view = exampleOffboarding({ state: 'suspended', graceEndsAt, reason: 'Last working day' });
    const line = ofPerson(view);
    expect(line.inProgress.order).toMatchObject({
      email: view.email,
      reason: 'Last working day',
      graceDays: 3,
    });
    expect(line.inProgress).not.toHaveProperty('request');
    expect(parseRegister(JSON.stringify(line))).toEqual({ inProgress: line });
  });

  test('a scheduled one keeps its time, and one whose grace period is over has none', () => {
    const effectiveAt = '2026-07-31T16:00:00.000Z';
    expect(orderFor({ state: 'scheduled', effectiveAt })).toMatchObject({ effectiveAt });
    expect(orderFor({ state: 'removing', effectiveAt, graceEndsAt: at })).toMatchObject({ graceDays: 0 });
    expect(orderFor({ state: 'removing', effectiveAt, graceEndsAt: at })).not.toHaveProperty('effectiveAt');
  });

  test('a person whom this service has not brought in stays guarded, unless the guard has let the order pass', () => {
    const before = {
      userId: 'user-1',
      email: 'ada@example.com',
      status: 'active',
      suspended: false,
      apiKeys: 0,
      groups: [],
      policies: [],
      roles: [],
    };
    expect(orderFor({ state: 'needs_attention' })).not.toHaveProperty('evenIfNotBroughtInHere');
    expect(orderFor({ before })).toMatchObject({ evenIfNotBroughtInHere: true });
    const invitedHere = { ...hired(), ownInvitationIds: ['invitation-1'] };
    expect(orderFor({ state: 'scheduled' }, invitedHere)).toMatchObject({ evenIfNotBroughtInHere: true });
  });

  test('nothing is sent again once it was called off', () => {
    const { inProgress } = ofPerson(exampleOffboarding({ state: 'reinstating', cancellation }));
    expect([inProgress.order, inProgress.request]).toEqual([undefined, undefined]);
  });
});
