import type { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { hr, onboardingsAt, request } from './onboardings-at.ts';
import { workflowIdOf } from '../support/executions.ts';
import { until } from '../support/until.ts';

describe('starting an onboarding, with no worker running', () => {
  let onboardings: Onboardings;
  let client: Client;
  let connection: Connection;

  beforeEach(() => {
    ({ onboardings, client, connection } = onboardingsAt(inject('temporalAddress')));
  });
  afterEach(() => connection.close());

  test('an onboarding is started and can be read', async () => {
    const { outcome, onboarding: run } = await onboardings.start(request, hr);
    expect(outcome).toBe('started');
    expect(await onboardings.get(run.id)).toMatchObject({
      id: run.id,
      state: 'checking',
      email: 'ada@example.com',
    });
  });

  test('the same request finds the open onboarding; different content is a conflict', async () => {
    const { onboarding: run } = await onboardings.start(request, hr);
    const again = await onboardings.start({ ...request, email: 'Ada@Example.com' }, hr);
    expect(again).toMatchObject({ outcome: 'existing', onboarding: { id: run.id } });
    await expect(onboardings.start({ ...request, policies: ['DNS'] }, hr)).rejects.toMatchObject({
      code: 'open_onboarding_conflict',
    });
  });

  test('of many at once, one with the externalId of another person is refused, by the plan as well', async () => {
    const taken = { ...request, externalId: 'hr-150' };
    const { onboarding } = await onboardings.start(taken, hr);
    await until(
      'the list',
      () => onboardings.list({ externalId: 'hr-150', limit: 10 }),
      ({ items }) => items.length === 1,
    );
    const requests = Array.from({ length: 201 }, (_, index) => ({
      ...request,
      email: `hire${index}@example.com`,
      externalId: `hr-${index}`,
    }));
    const refused = expect.stringContaining(`The onboarding ${onboarding.id} (checking) of another email`);
    expect(await onboardings.plan(requests.slice(150, 151))).toEqual([{ plan: 'conflict', detail: refused }]);
    const results = await onboardings.startAll([...requests, taken], hr);
    expect(results.map((result) => ('error' in result ? 'refused' : result.outcome))).toEqual([
      ...requests.map((_, index) => (index === 150 ? 'refused' : 'started')),
      'existing',
    ]);
    expect(results[150]).toMatchObject({ error: { code: 'external_id_conflict', message: refused } });
  });

  test('ten requests at once start one onboarding', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => onboardings.start(request, hr)));
    expect(outcomes.filter(({ outcome }) => outcome === 'started')).toHaveLength(1);
  });

  test('an Idempotency-Key with different content is refused; with the same content it is only a repetition', async () => {
    const caller = { name: 'hr', idempotencyKey: 'monday' };
    const { onboarding: run } = await onboardings.start(request, caller);
    await expect(onboardings.start({ ...request, policies: ['DNS'] }, caller)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    expect(await onboardings.start(request, caller)).toMatchObject({
      outcome: 'existing',
      onboarding: { id: run.id },
    });
  });

  test('after the execution was terminated, only an order to hire again starts another onboarding', async () => {
    const { onboarding: run } = await onboardings.start(request, hr);
    await client.workflow.getHandle(workflowIdOf(run.id)).terminate();
    expect(await onboardings.get(run.id)).toMatchObject({ state: 'cancelled' });
    await expect(onboardings.start(request, hr)).rejects.toMatchObject({ code: 'record_lost' });
    const again = await onboardings.start({ ...request, rehire: true }, hr);
    expect(again).toMatchObject({ outcome: 'started', onboarding: { id: run.id.replace(/1$/, '2') } });
    expect(await onboardings.get(run.id)).toMatchObject({ id: run.id, state: 'cancelled' });
  });
});

describe('a request with roles, with no worker running', () => {
  const developers = { name: 'developers', group: { name: 'Developers' }, policies: ['Provisioning'] };
  const billing = { name: 'billing', group: { name: 'Billing' }, policies: ['Billing'], apiAccess: true };
  let roles: (typeof developers)[];
  let onboardings: Onboardings;
  let connection: Connection;
  const asked = { email: request.email, roles: ['developers', 'billing'] };

  beforeEach(() => {
    roles = [developers, billing];
    ({ onboardings, connection } = onboardingsAt(inject('temporalAddress'), () => roles));
  });
  afterEach(() => connection.close());

  test('shows the roles and their groups at once', async () => {
    const { outcome, onboarding } = await onboardings.start(asked, hr);
    expect(outcome).toBe('started');
    expect(await onboardings.get(onboarding.id)).toMatchObject({
      roles: ['developers', 'billing'],
      group: { name: 'Developers' },
      groups: [{ name: 'Developers' }, { name: 'Billing', policies: [{ name: 'Billing' }] }],
    });
  });

  test('is repeated without effect, even after the roles file has changed', async () => {
    const { onboarding } = await onboardings.start(asked, hr);
    roles = [{ ...developers, policies: ['DNS'] }];
    const repeated = { ...asked, roles: asked.roles.toReversed() };
    expect(await onboardings.start(repeated, hr)).toMatchObject({
      outcome: 'existing',
      onboarding: { id: onboarding.id, policies: [{ name: 'Provisioning' }] },
    });
    expect(await onboardings.plan([repeated])).toEqual([{ plan: 'existing', id: onboarding.id }]);
  });

  test('is refused if a role is unknown, and the plan says so', async () => {
    const unknown = { ...asked, roles: ['admin'] };
    await expect(onboardings.start(unknown, hr)).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await onboardings.plan([unknown])).toEqual([
      { plan: 'refuse', detail: '/roles/0 is not a role; the roles are developers, billing.' },
    ]);
  });

  test('asks for something else than one with other roles', async () => {
    await onboardings.start(asked, hr);
    await expect(onboardings.start({ ...asked, roles: ['developers'] }, hr)).rejects.toMatchObject({
      code: 'open_onboarding_conflict',
    });
  });
});
