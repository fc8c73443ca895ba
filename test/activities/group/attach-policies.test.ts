import { describe, expect, test } from 'vitest';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { PinnedPolicy } from '../../../src/contract/temporal/step-data.ts';
import { activitiesForTest, failureOf, runWithRetries, timings } from '../run-activity.ts';

const given = activitiesForTest();

const ensureGroup = () => given.activities.ensureGroup({ name: 'Developers', description: '', timings });

async function createGroup(): Promise<string> {
  return (await runWithRetries(ensureGroup)).result.id;
}

async function createPolicy(name: string): Promise<PinnedPolicy> {
  const { id } = (await given.vultr.call('POST', '/__sim/policies', { name })) as { id: string };
  return { id, name };
}

async function createThree(): Promise<[PinnedPolicy, PinnedPolicy, PinnedPolicy]> {
  return [await createPolicy('First'), await createPolicy('Second'), await createPolicy('Third')];
}

const attachmentOf = ({ id }: PinnedPolicy) => ({ method: 'POST', path: `/v2/policies/${id}/groups/*` });
const refused = { kind: 'status', status: 400, body: { error: 'Not this one.', status: 400 }, times: 100 };

describe('attachPolicies', () => {
  test('says what became of each policy', async () => {
    const groupId = await createGroup();
    const [first, second, third] = await createThree();
    await runWithRetries(() => given.activities.attachPolicies({ groupId, policies: [first], timings }));
    await given.vultr.fault({ match: attachmentOf(second), ...refused });
    const policies = [first, second, third];
    const { result } = await runWithRetries(() =>
      given.activities.attachPolicies({ groupId, policies, timings }),
    );
    expect(result).toMatchObject([
      { id: first.id, outcome: 'already' },
      {
        id: second.id,
        outcome: 'failed',
        failure: { step: 'attachPolicies', code: 'vultr_refused', details: { answer: 'Not this one.' } },
      },
      { id: third.id, outcome: 'attached' },
    ]);
    expect(JSON.stringify(result)).toContain('The policy \\"Second\\" is not attached');
  });

  test('attaches the others in spite of one lost response, then tries that one again', async () => {
    const groupId = await createGroup();
    const policies = await createThree();
    await given.vultr.fault({ match: attachmentOf(policies[0]), kind: 'error-before' });
    const attach = () => given.activities.attachPolicies({ groupId, policies, timings });
    expect(await failureOf(attach)).toMatchObject({ type: 'outcome_unknown' });
    expect(await given.vultr.counts()).toMatchObject({ attachments: 2 });
    const { result } = await runWithRetries(attach);
    expect(result.map(({ outcome }) => outcome)).toEqual(['attached', 'already', 'already']);
  });

  test('in its last attempt fails only the policy whose attachment never gets a usable response', async () => {
    const groupId = await createGroup();
    const policies = await createThree();
    await given.vultr.fault({ match: attachmentOf(policies[1]), kind: 'error-before', times: 100 });
    const last = new MockActivityEnvironment({
      attempt: 4,
      startToCloseTimeoutMs: timings.attemptTimeoutMs,
      retryPolicy: { maximumAttempts: 4, backoffCoefficient: 2, initialInterval: 1, maximumInterval: 1 },
    });
    const result = await last.run(() => given.activities.attachPolicies({ groupId, policies, timings }));
    expect(result).toMatchObject([
      { outcome: 'attached' },
      { outcome: 'failed', failure: { code: 'outcome_unknown' } },
      { outcome: 'attached' },
    ]);
  });

  test.each([
    [401, 'vultr_unauthorized'],
    [403, 'vultr_forbidden'],
    [429, 'vultr_rate_limited'],
  ])('fails as a whole on a response %i', async (status, code) => {
    const groupId = await createGroup();
    const policies = await createThree();
    const match = { method: 'POST', path: '/v2/policies/*/groups/*' };
    await given.vultr.fault({ match, kind: 'status', status, body: {}, times: 100 });
    expect(
      await failureOf(() => given.activities.attachPolicies({ groupId, policies, timings })),
    ).toMatchObject({ type: code });
    const { byOperation } = await given.vultr.requests();
    expect(Object.entries(byOperation).filter(([name]) => name.startsWith('POST /v2/policies'))).toEqual([
      [expect.any(String), 1],
    ]);
  });
});
