import { describe, expect, test } from 'vitest';
import { parseFlowId } from '../../../src/contract/temporal/flow-ids.ts';
import type { Stack, StackOptions } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { withStack } from '../../support/with-stack.ts';

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `supersede call ${++calls}` });
const because = { reason: 'withdrawn' };
const billing = { group: { name: 'Billing' }, policies: ['Billing'], supersede: true };
const brief: StackOptions = { timings: { readTimeoutMs: 1_000 } };

/** An onboarding that has added Ada to its group and cannot verify it. */
async function stuckAtVerification({ start, reached, vultr }: Stack): Promise<string> {
  const { id } = await start();
  const { invitation } = await reached(id, 'awaiting_acceptance');
  const match = { method: 'GET', path: '/v2/users/*/policies' };
  await vultr.fault({ match, kind: 'status', status: 400, body: {}, times: 1 });
  await vultr.accept(invitation?.id ?? '');
  expect(await reached(id, 'needs_attention')).toMatchObject({ step: 'verifyAccess' });
  return id;
}

async function groupsOf({ vultr }: Stack, userId: string): Promise<string[]> {
  const { groups } = (await vultr.call('GET', `/v2/users/${userId}/groups`)) as {
    groups: { display_name: string }[];
  };
  return groups.map((group) => group.display_name).toSorted();
}

describe.concurrent('an onboarding that supersedes another', () => {
  test('takes its invitation over, without a second email', () =>
    withStack({}, async (stack) => {
      const { id: first } = await stack.start();
      const { invitation } = await stack.reached(first, 'awaiting_acceptance');
      const { id } = await stack.start(billing);
      expect(parseFlowId(id)).toMatchObject({ flow: 2 });
      const taken = await stack.reached(id, 'awaiting_acceptance');
      expect(taken.invitation?.id).toBe(invitation?.id);
      expect(await stack.onboardings.get(first)).toMatchObject({
        state: 'cancelled',
        supersededBy: id,
        cancellation: { reason: `superseded by ${id}` },
      });
      await stack.vultr.accept(invitation?.id ?? '');
      const { evidence, leaveGroups } = await stack.reached(id, 'completed');
      expect(leaveGroups).toBeUndefined();
      expect(await groupsOf(stack, evidence?.userId ?? '')).toEqual(['Billing']);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('guards the invitation that it has taken over if it is cancelled', () =>
    withStack({}, async (stack) => {
      const { id: first } = await stack.start();
      const { invitation } = await stack.reached(first, 'awaiting_acceptance');
      const { id } = await stack.start(billing);
      await stack.reached(id, 'awaiting_acceptance');
      await stack.onboardings.command(id, 'cancel', because, operator());
      expect(await stack.reached(id, 'guarding')).toMatchObject({ invitation: { id: invitation?.id } });
      await stack.vultr.accept(invitation?.id ?? '');
      expect((await stack.reached(id, 'cancelled')).removals).toHaveLength(1);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 0 });
    }));

  test.each(['on_hold', 'needs_attention'] as const)('takes over in state %s', (state) =>
    withStack(brief, async (stack) => {
      let first: string;
      if (state === 'on_hold') {
        first = (await stack.start()).id;
        await stack.reached(first, 'awaiting_acceptance');
        await stack.onboardings.command(first, 'hold', {}, operator());
        await stack.reached(first, 'on_hold');
      } else {
        first = (await stack.start({ policies: ['No such policy'] })).id;
        await stack.reached(first, 'needs_attention');
      }
      const { id } = await stack.start(billing);
      await stack.reached(id, 'awaiting_acceptance');
      expect(await stack.onboardings.get(first)).toMatchObject({ state: 'cancelled', supersededBy: id });
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }),
  );

  test('sends no second email while the outcome of the first is unknown', () =>
    withStack({}, async (stack) => {
      const match = { method: 'POST', path: '/v2/invitation' };
      await stack.vultr.fault({ match, kind: 'drop-after', times: 1 });
      const { id: first } = await stack.start();
      await until('the invitation', stack.vultr.counts, ({ mails }) => mails === 1);
      const { id } = await stack.start(billing);
      await stack.reached(id, 'awaiting_acceptance');
      expect(await stack.onboardings.get(first)).toMatchObject({ supersededBy: id });
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('leaves what the other gave once its own access is verified', () =>
    withStack(brief, async (stack) => {
      await stuckAtVerification(stack);
      const { id } = await stack.start(billing);
      const view = await stack.reached(id, 'completed');
      expect(view).toMatchObject({
        leaveGroups: ['Developers'],
        leftGroups: { groups: [{ name: 'Developers' }] },
      });
      expect(await groupsOf(stack, view.evidence?.userId ?? '')).toEqual(['Billing']);
      const messages = view.history.map(({ message }) => message);
      expect(messages.indexOf('access verified')).toBeLessThan(
        messages.indexOf('left the group "Developers"'),
      );
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('keeps a membership that was there before, and one that both want', () =>
    withStack(brief, async (stack) => {
      const first = await stuckAtVerification(stack);
      const { group } = await stack.onboardings.get(first);
      const { id } = await stack.start({ group: { name: group.name }, policies: ['DNS'], supersede: true });
      const { evidence, leftGroups } = await stack.reached(id, 'completed');
      expect(leftGroups).toBeUndefined();
      expect(await groupsOf(stack, evidence?.userId ?? '')).toEqual([group.name]);
    }));

  test('takes away what the other gave if it is cancelled before it has left it', () =>
    withStack(brief, async (stack) => {
      await stuckAtVerification(stack);
      const { id } = await stack.start({ ...billing, policies: ['No such policy'] });
      expect(await stack.reached(id, 'needs_attention')).toMatchObject({ step: 'preflight' });
      await stack.onboardings.command(id, 'cancel', because, operator());
      await stack.reached(id, 'cancelled');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 0 });
    }));

  test('keeps commands handled: a repeated one acts on neither', () =>
    withStack({}, async (stack) => {
      const { id: first } = await stack.start();
      await stack.reached(first, 'awaiting_acceptance');
      const hold = operator();
      await stack.onboardings.command(first, 'hold', {}, hold);
      await stack.onboardings.command(first, 'resume', {}, operator());
      const { id } = await stack.start(billing);
      await stack.reached(id, 'awaiting_acceptance');
      await stack.onboardings.command(first, 'hold', {}, hold).catch(() => {});
      expect(await stack.onboardings.get(id)).toMatchObject({ state: 'awaiting_acceptance' });
    }));

  test('is superseded itself, and the last one leaves what the first gave', () =>
    withStack(brief, async (stack) => {
      await stuckAtVerification(stack);
      const second = await stack.start({ ...billing, policies: ['No such policy'] });
      await stack.reached(second.id, 'needs_attention');
      const { id } = await stack.start({ group: { name: 'Names' }, policies: ['DNS'], supersede: true });
      const { evidence } = await stack.reached(id, 'completed');
      expect(await groupsOf(stack, evidence?.userId ?? '')).toEqual(['Names']);
    }));
});
