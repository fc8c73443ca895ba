import { describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { amendUpdate, refreshSignal, staleRequest } from '../../src/contract/temporal/messages.ts';
import { personKeysAttribute } from '../../src/contract/temporal/search-attributes.ts';
import { executionsOf, workflowIdOf } from '../support/executions.ts';
import type { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });
const because = { reason: 'the offer was withdrawn' };
const hr = { name: 'hr' };
const ada = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };

async function complete(stack: Stack, request = {}): Promise<OnboardingView> {
  const { id } = await stack.start(request);
  const { state, invitation } = await until(
    'an invitation, or the end',
    () => stack.onboardings.get(id),
    (view) => view.state === 'awaiting_acceptance' || view.state === 'completed',
  );
  if (state === 'awaiting_acceptance') await stack.vultr.accept(invitation?.id ?? '');
  return stack.reached(id, 'completed');
}

async function cancelled(stack: Stack): Promise<OnboardingView> {
  const { id } = await stack.start({ policies: ['unknown'] });
  await stack.reached(id, 'needs_attention');
  await stack.onboardings.command(id, 'cancel', because, operator());
  return stack.reached(id, 'cancelled');
}

/** Temporal deletes closed executions in the background. */
const slow = { timeout: 240_000 };

test('a person whose other email was approved, or allowed, is hired again without an email', async () => {
  const stack = await stackForTest();
  const { vultr, onboardings, reached } = stack;
  const { id } = await stack.start();
  const { invitation } = await reached(id, 'awaiting_acceptance');
  await vultr.accept(invitation?.id ?? '', 'ada.l@example.com');
  await reached(id, 'needs_attention');
  await onboardings.command(id, 'approve-address', { address: 'ada.l@example.com' }, operator());
  await reached(id, 'completed');
  expect(await onboardings.plan([{ ...ada, rehire: true }])).toEqual([{ plan: 'adopt_member' }]);
  const again = await stack.start({ rehire: true });
  expect(again.id).not.toBe(id);
  const done = await reached(again.id, 'completed');
  expect(done.invitation).toBeUndefined();

  const allowed = { email: 'bob@example.com', allowedAddresses: ['bob.b@example.com'] };
  const bob = await stack.start(allowed);
  const invited = await reached(bob.id, 'awaiting_acceptance');
  await vultr.accept(invited.invitation?.id ?? '', 'bob.b@example.com');
  await reached(bob.id, 'completed');
  await reached((await stack.start({ ...allowed, rehire: true })).id, 'completed');
  expect(await vultr.counts()).toMatchObject({ mails: 2, memberships: 2 });
});

describe('a repeated request', () => {
  test(
    'never gives access after a cancellation, with or without what Temporal has deleted',
    slow,
    async () => {
      const stack = await stackForTest();
      const { id } = await stack.start();
      await stack.reached(id, 'awaiting_acceptance');
      const cancel = operator();
      await stack.onboardings.command(id, 'cancel', because, cancel);
      const { invitation } = await stack.reached(id, 'guarding');
      expect(await stack.onboardings.start(ada, hr)).toMatchObject({
        outcome: 'existing',
        onboarding: { id, state: 'guarding' },
      });
      await stack.vultr.accept(invitation?.id ?? '');
      await stack.reached(id, 'cancelled');
      const answers = async () => ({
        post: await stack.onboardings.start(ada, hr),
        onboarding: await stack.onboardings.get(id),
        person: await stack.onboardings.getPerson(workflowIdOf(id)),
        cancel: await stack.onboardings.command(id, 'cancel', because, cancel),
      });
      const before = await answers();
      expect(before.post.outcome).toBe('existing');
      const requests = await stack.vultr.requests();
      await deleteClosed(stack, id);
      await stack.restart();
      expect(await answers()).toEqual(before);
      expect(await stack.vultr.requests()).toEqual(requests);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 0 });
    },
  );

  test('changes nothing after completion; other access is added by another onboarding', async () => {
    const stack = await stackForTest();
    const first = await complete(stack);
    expect(await stack.onboardings.start(ada, hr)).toMatchObject({ outcome: 'existing', onboarding: first });
    const second = await complete(stack, { group: { name: 'Billing' }, policies: ['DNS'] });
    expect(second.id).toBe(first.id.replace(/1$/, '2'));
    // Both systems repeat their requests every night.
    const billing = { ...ada, group: { name: 'Billing' }, policies: ['DNS'] };
    expect(await stack.onboardings.start(ada, hr)).toMatchObject({ onboarding: { id: first.id } });
    expect(await stack.onboardings.start(billing, hr)).toMatchObject({ onboarding: { id: second.id } });
    const person = await stack.onboardings.getPerson(workflowIdOf(first.id));
    expect(person.grants.map(({ group, flowId }) => [group.name, flowId])).toEqual([
      ['Billing', second.id],
      ['Developers', first.id],
    ]);
    expect(person.flows).toMatchObject([
      { id: second.id, state: 'completed', evidence: expect.any(Object) },
      { id: first.id, state: 'completed', evidence: expect.any(Object) },
    ]);
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 2 });
  });

  test('with other details is taken over while the onboarding waits, and after it', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    await stack.reached(id, 'awaiting_acceptance');
    const changed = { ...ada, firstName: 'Ada', externalId: 'hr-4711', startDate: '2026-07-01' };
    const amended = await stack.onboardings.start(changed, hr);
    expect(amended).toMatchObject({
      outcome: 'existing',
      onboarding: { id, firstName: 'Ada', externalId: 'hr-4711', startDate: '2026-07-01' },
    });
    const { invitation, history } = await stack.onboardings.get(id);
    expect(history.map(({ message }) => message)).toContain('firstName, externalId, startDate changed by hr');
    expect(await stack.onboardings.start(changed, hr)).toMatchObject({ outcome: 'existing' });
    const again = await stack.onboardings.get(id);
    expect(again.history.filter(({ message }) => message.includes('changed by hr'))).toHaveLength(1);
    await stack.vultr.accept(invitation?.id ?? '');
    await stack.reached(id, 'completed');
    await stack.onboardings.start({ ...changed, lastName: 'Lovelace' }, hr);
    expect(await stack.onboardings.get(id)).toMatchObject({ state: 'completed', lastName: 'Lovelace' });
    const { items } = await until(
      'the new external ID in the list',
      () => stack.onboardings.list({ externalId: 'hr-4711', limit: 10 }),
      (page) => page.items.length > 0,
    );
    expect(items.map((item) => item.id)).toEqual([id]);
  });

  test('can change by two requests at once, and the person is found by what both say', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    await stack.reached(id, 'awaiting_acceptance');
    await Promise.all([
      stack.onboardings.start({ ...ada, externalId: 'hr-4711' }, hr),
      stack.onboardings.start({ ...ada, lastName: 'Lovelace' }, hr),
    ]);
    expect(await stack.onboardings.get(id)).toMatchObject({ externalId: 'hr-4711', lastName: 'Lovelace' });
    await until(
      'the external ID in the list',
      () => stack.onboardings.list({ externalId: 'hr-4711', limit: 10 }),
      (page) => page.items.length > 0,
    );
  });

  test.each(['awaiting_acceptance', 'completed'] as const)(
    'do not change by a request that has seen another flow or other keys, in state %s',
    async (state) => {
      const stack = await stackForTest();
      const { id } = await stack.start();
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      if (state === 'completed') await stack.vultr.accept(invitation?.id ?? '');
      await stack.reached(id, state);
      const person = stack.client.workflow.getHandle(workflowIdOf(id));
      const keysOf = async () =>
        (await person.describe()).typedSearchAttributes.get(personKeysAttribute) ?? [];
      const seenKeys = await keysOf();
      const amendment = { by: 'hr', seenFlow: 1, seenKeys, details: {}, personKeys: seenKeys };
      await stack.onboardings.start({ ...ada, externalId: 'hr-4711' }, hr);
      const keys = await keysOf();
      const stale = [amendment, { ...amendment, seenFlow: 2, seenKeys: keys, personKeys: keys }];
      for (const input of stale) {
        await expect(person.executeUpdate(amendUpdate, { args: [input] })).rejects.toMatchObject({
          cause: { type: staleRequest },
        });
      }
      expect(await keysOf()).toEqual(keys);
      expect(keys).not.toEqual(seenKeys);
    },
  );
});

describe('an order to hire again', () => {
  test('gives the access again that was taken away at Vultr, and happens once', async () => {
    const stack = await stackForTest();
    const { id, evidence } = await complete(stack);
    await removeByHand(stack, evidence?.userId ?? '');
    expect(await stack.onboardings.start(ada, hr)).toMatchObject({ outcome: 'existing' });
    const again = await stack.onboardings.rehire(id, { name: 'ops' });
    expect(again.outcome).toBe('started');
    expect(await stack.onboardings.rehire(id, { name: 'ops' })).toMatchObject({
      outcome: 'existing',
      onboarding: { id: again.onboarding.id },
    });
    const { invitation } = await stack.reached(again.onboarding.id, 'awaiting_acceptance');
    await stack.vultr.accept(invitation?.id ?? '');
    await stack.reached(again.onboarding.id, 'completed');
    expect(await stack.vultr.counts()).toMatchObject({ mails: 2, memberships: 1 });
  });

  test('is refused, and not forgotten, if the cancelled onboarding stops guarding meanwhile', async () => {
    const stack = await stackForTest({ timings: { stepTimeoutMs: 4_000 } });
    const { id } = await stack.start();
    await stack.reached(id, 'awaiting_acceptance');
    await stack.onboardings.command(id, 'cancel', because, operator());
    await stack.reached(id, 'guarding');
    const match = { method: 'GET', path: '/v2/users' };
    await stack.vultr.fault({ match, kind: 'error-before', times: 1_000 });
    const look = stack.onboardings.command(id, 'check', {}, operator());
    // Otherwise the rehire can be first, and the guard ends without a look.
    await until(
      'a look that fails',
      () => failedRequests(stack),
      (count) => count > 0,
    );
    const rehire = stack.onboardings.start({ ...ada, rehire: true }, hr);
    await expect(rehire).rejects.toMatchObject({ code: 'command_not_possible' });
    expect(await look).toMatchObject({ id });
    expect(await stack.onboardings.get(id)).toMatchObject({ state: 'needs_attention' });
    await stack.vultr.clearFaults();
    await stack.onboardings.command(id, 'retry', {}, operator());
    await stack.reached(id, 'guarding');
    const { outcome, onboarding } = await stack.onboardings.start({ ...ada, rehire: true }, hr);
    expect(outcome).toBe('started');
    await stack.reached(onboarding.id, 'awaiting_acceptance');
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
  });

  test('ten at once lead to one other onboarding', async () => {
    const stack = await stackForTest();
    const { id } = await cancelled(stack);
    const request = { ...ada, rehire: true };
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => stack.onboardings.start(request, hr)),
    );
    const ids = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value.onboarding.id] : [],
    );
    expect(new Set(ids)).toEqual(new Set([id.replace(/1$/, '2')]));
    await stack.reached(ids[0] ?? '', 'awaiting_acceptance');
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
  });
});

describe('a corrected address', () => {
  const mistyped = { email: 'adda@example.com', externalId: 'hr-4711' };
  const corrected = { ...ada, externalId: 'hr-4711' };

  test('conflicts with the onboarding of the wrong one, and replaces it if the request says so', async () => {
    const stack = await stackForTest();
    const wrong = await stack.start(mistyped);
    const { invitation } = await stack.reached(wrong.id, 'awaiting_acceptance');
    await until(
      'the conflict',
      () =>
        stack.onboardings.start(corrected, hr).catch((error: { code?: string; message: string }) => error),
      (result) => 'message' in result && result.message.includes(wrong.id),
    );
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    const { onboarding } = await stack.onboardings.start({ ...corrected, replaces: wrong.id }, hr);
    expect(await stack.onboardings.get(wrong.id)).toMatchObject({
      cancellation: { by: 'hr', reason: expect.stringContaining('replaced') },
    });
    await complete(stack, corrected);
    // The mistyped mailbox belongs to someone.
    await stack.reached(wrong.id, 'guarding');
    await stack.vultr.accept(invitation?.id ?? '');
    await stack.reached(wrong.id, 'cancelled');
    expect(await stack.vultr.userEmails()).not.toContain('adda@example.com');
    expect(await stack.onboardings.get(onboarding.id)).toMatchObject({ state: 'completed' });
  });

  test('does not replace an onboarding whose invitation was accepted', async () => {
    const stack = await stackForTest();
    const wrong = await complete(stack, mistyped);
    const replacing = stack.onboardings.start({ ...corrected, replaces: wrong.id }, hr);
    await expect(replacing).rejects.toMatchObject({ code: 'replace_not_possible' });
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
  });
});

describe('a person', () => {
  test(
    'can be erased once nothing is in progress; only an order to hire again revives them',
    slow,
    async () => {
      const stack = await stackForTest();
      const { id } = await stack.start({ externalId: 'hr-4711' });
      const personId = workflowIdOf(id);
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      await expect(stack.onboardings.erase(personId)).rejects.toMatchObject({ code: 'erase_not_possible' });
      await stack.vultr.accept(invitation?.id ?? '');
      await stack.reached(id, 'completed');
      await stack.onboardings.erase(personId);
      await stack.onboardings.erase(personId);
      expect(await stack.onboardings.getPerson(personId)).toMatchObject({ id: personId, state: 'erased' });
      await expect(stack.onboardings.get(id)).rejects.toMatchObject({ code: 'not_found' });
      const { raw } = await stack.client.workflow.getHandle(personId).describe();
      expect(JSON.stringify(raw.workflowExecutionInfo?.searchAttributes)).not.toContain('PersonKeys');
      await until(
        'the deletion of the histories',
        () => stack.client.workflow.count(`WorkflowId = '${personId}' AND ExecutionStatus != 'Running'`),
        ({ count }) => count === 0,
        90_000,
      );
      const repeated = await stack.onboardings.start({ ...ada, externalId: 'hr-4711' }, hr);
      expect(repeated).toMatchObject({ outcome: 'existing', onboarding: { state: 'erased' } });
      const { onboarding } = await stack.onboardings.start({ ...ada, rehire: true }, hr);
      expect(onboarding.id).toBe(`${personId}.2`);
      await stack.reached(onboarding.id, 'completed');
    },
  );

  test('stays registered if someone cancels or refreshes the register', async () => {
    const stack = await stackForTest();
    const { id } = await complete(stack);
    const handle = stack.client.workflow.getHandle(workflowIdOf(id));
    const before = await stack.onboardings.getPerson(workflowIdOf(id));
    await handle.cancel();
    await handle.signal(refreshSignal);
    await until(
      'the refresh',
      async () => (await executionsOf(stack.client, workflowIdOf(id))).length,
      (count) => count >= 3,
    );
    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(await stack.onboardings.getPerson(workflowIdOf(id))).toEqual(before);
    const { onboarding } = await stack.onboardings.rehire(id, hr);
    await stack.reached(onboarding.id, 'completed');
  });
});

test('commands after a cancellation in Temporal are served as without it', async () => {
  const stack = await stackForTest();
  const { id } = await stack.start();
  await stack.reached(id, 'awaiting_acceptance');
  await stack.client.workflow.getHandle(workflowIdOf(id)).cancel();
  await stack.reached(id, 'guarding');
  expect(await stack.onboardings.command(id, 'check', {}, operator())).toMatchObject({ state: 'guarding' });
  for (const command of ['retry', 'skip', 'hold', 'resend'] as const) {
    await expect(stack.onboardings.command(id, command, because, operator())).rejects.toMatchObject({
      code: 'command_not_possible',
    });
  }
});

/** How many requests Vultr has failed. */
async function failedRequests({ vultr }: Stack): Promise<number> {
  const { byStatus } = await vultr.requests();
  return Object.entries(byStatus).reduce(
    (sum, [status, count]) => (Number(status) >= 500 ? sum + count : sum),
    0,
  );
}

/** Removes a user from the organization, as someone does in Vultr's console. */
async function removeByHand({ vultr }: Stack, userId: string): Promise<void> {
  const response = (await vultr.call('GET', '/v2/organizations')) as Record<string, unknown>;
  const [organization] = Object.values(response).find(Array.isArray) as { id: string }[];
  await vultr.call('DELETE', `/v2/organizations/${organization?.id}/user/${userId}`);
}

/** Deletes every closed execution of a person, as the end of the retention does. */
async function deleteClosed({ client }: Stack, id: string): Promise<void> {
  const workflowId = workflowIdOf(id);
  const chain = await executionsOf(client, workflowId);
  for (const { runId, continued } of chain) {
    if (!continued) continue;
    await client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId, runId },
    });
    await until(
      'the deletion',
      () =>
        client.workflow
          .getHandle(workflowId, runId)
          .describe()
          .then(
            () => false,
            () => true,
          ),
      (isDeleted) => isDeleted,
      90_000,
    );
  }
}
