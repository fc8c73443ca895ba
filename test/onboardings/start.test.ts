import type { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { hr, onboardingsAt, request } from './onboardings-at.ts';
import { workflowIdOf } from '../support/executions.ts';

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
