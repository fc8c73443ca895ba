import { describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import { parseFlowId } from '../../../src/contract/temporal/flow-ids.ts';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { withStack } from '../../support/with-stack.ts';

const role = (name: string, policy: string) => ({
  name,
  group: { name: name.toUpperCase() },
  policies: [policy],
});
const roles = [role('dev', 'Provisioning'), role('billing', 'Billing'), role('dns', 'DNS')];
const names = roles.map(({ name }) => name);
/** Instead of the group and the policies of other tests. */
const asked = (...wanted: string[]) => ({ group: undefined, policies: undefined, roles: wanted });
const operator = (requestId: string) => ({ name: 'ops', requestId });
const messagesOf = ({ history }: OnboardingView) => history.map(({ message }) => message);

const readyOf = ({ groups = [] }: OnboardingView) => groups.map(({ id }) => id !== undefined);

async function complete({ start, reached, vultr }: Stack, ...wanted: string[]): Promise<OnboardingView> {
  const { id } = await start(asked(...wanted));
  const { invitation } = await reached(id, 'awaiting_acceptance');
  await vultr.accept(invitation?.id ?? '');
  return reached(id, 'completed');
}

async function groupsOfAda({ vultr }: Stack): Promise<string[]> {
  const { users } = (await vultr.call('GET', '/v2/users')) as { users: { id: string; email: string }[] };
  const ada = users.find(({ email }) => email === 'ada@example.com');
  if (ada === undefined) return [];
  const { groups } = (await vultr.call('GET', `/v2/users/${ada.id}/groups`)) as {
    groups: { display_name: string }[];
  };
  return groups.map((group) => group.display_name).toSorted();
}

describe.concurrent('an onboarding with three roles', () => {
  test('gives all three groups with one email, and remembers each', () =>
    withStack({ roles }, async (stack) => {
      const view = await complete(stack, ...names);
      expect(await stack.vultr.counts()).toMatchObject({
        mails: 1,
        groups: 3,
        attachments: 3,
        memberships: 3,
      });
      expect(view).toMatchObject({
        roles: names,
        group: { name: 'DEV', id: expect.any(String) },
        policies: [{ name: 'Provisioning', id: expect.any(String) }],
        groups: [{ name: 'DEV' }, { name: 'BILLING', policies: [{ name: 'Billing' }] }, { name: 'DNS' }],
      });
      expect(view.evidence?.checks).toHaveLength(1 + 3 * 3);
      expect(messagesOf(view)).toContain('added to the groups "DEV", "BILLING" and "DNS"');
      const { grants } = await stack.onboardings.getPerson(parseFlowId(view.id).personId);
      expect(grants.map(({ group }) => group.name)).toEqual(['DEV', 'BILLING', 'DNS']);
    }));

  test('costs at most 12 events for each further group', () =>
    withStack({ roles }, async (stack) => {
      const one = await complete(stack, 'dev');
      const single = await stack.historyLength(one.id);
      await withStack({ roles }, async (other) => {
        const three = await complete(other, ...names);
        expect((await other.historyLength(three.id)) - single).toBeLessThanOrEqual(2 * 12);
      });
    }));

  test('sends no email if one of the policies is unknown', () =>
    withStack({ roles: [...roles, role('typo', 'provisioning')] }, async (stack) => {
      const { id } = await stack.start(asked('dev', 'typo'));
      const { attention } = await stack.reached(id, 'needs_attention');
      expect(attention).toMatchObject({ code: 'policy_not_found', facts: { policy: 'provisioning' } });
      expect(await stack.vultr.counts()).toMatchObject({ mails: 0, groups: 0 });
      const retry = { policies: ['Provisioning'] };
      await expect(stack.onboardings.command(id, 'retry', retry, operator('retry'))).rejects.toMatchObject({
        code: 'command_not_possible',
        message: expect.stringContaining('several groups'),
      });
    }));

  test('names the group that cannot be prepared, and goes on once it is', () =>
    withStack({ roles, timings: { stepTimeoutMs: 1_000 } }, async (stack) => {
      const { vultr, start, reached, onboardings } = stack;
      const { policies } = (await vultr.call('GET', '/v2/policies')) as {
        policies: { id: string; name: string }[];
      };
      const billing = policies.find(({ name }) => name === 'Billing')?.id;
      const match = { method: 'POST', path: `/v2/policies/${billing}/groups/*` };
      await vultr.fault({ match, kind: 'status', status: 400, body: { error: 'No.' }, times: 1_000 });
      const { id } = await start(asked(...names));
      const { attention } = await reached(id, 'needs_attention');
      expect(attention).toMatchObject({ step: 'attachPolicies', code: 'vultr_refused' });
      expect(attention?.detail).toContain('The group "BILLING":');
      // The others are prepared all the same.
      await until(
        'the other groups',
        () => onboardings.get(id),
        (view) => readyOf(view).join() === 'true,false,true',
      );
      await vultr.clearFaults();
      await onboardings.command(id, 'retry', {}, operator('retry'));
      const { invitation } = await reached(id, 'awaiting_acceptance');
      await vultr.accept(invitation?.id ?? '');
      await reached(id, 'completed');
      expect(await groupsOfAda(stack)).toEqual(['BILLING', 'DEV', 'DNS']);
    }));

  test('continues on another worker with the group that it had reached', () =>
    withStack({ roles }, async (stack) => {
      const { vultr, start, reached, restart, onboardings } = stack;
      const { id } = await start(asked(...names));
      const { invitation } = await reached(id, 'awaiting_acceptance');
      const { groups = [] } = await until(
        'the groups',
        () => onboardings.get(id),
        (view) => view.groups?.every((group) => group.id !== undefined) === true,
      );
      const match = { method: 'POST', path: `/v2/groups/${groups[1]?.id}/members` };
      await vultr.fault({ match, kind: 'error-before', times: 1_000 });
      await vultr.accept(invitation?.id ?? '');
      await until('the first group', vultr.counts, ({ memberships }) => memberships === 1);
      await restart();
      await vultr.clearFaults();
      await reached(id, 'completed');
      expect(await vultr.counts()).toMatchObject({ mails: 1, memberships: 3 });
    }));

  test('leaves every group to which it had added an earlier member, if it is cancelled', () =>
    withStack({ roles, timings: { readTimeoutMs: 1_000 } }, async (stack) => {
      const { vultr, start, reached, onboardings } = stack;
      await vultr.addUser('ada@example.com');
      const match = { method: 'GET', path: '/v2/users/*/policies' };
      await vultr.fault({ match, kind: 'status', status: 200, body: { policies: [] }, times: 1_000 });
      const { id } = await start(asked(...names));
      const { attention } = await reached(id, 'needs_attention');
      expect(attention?.code).toBe('access_not_verified');
      expect(await groupsOfAda(stack)).toHaveLength(3);
      await onboardings.command(id, 'cancel', { reason: 'a test' }, operator('cancel'));
      const { removals } = await reached(id, 'cancelled');
      expect(removals).toHaveLength(3);
      expect(await groupsOfAda(stack)).toEqual([]);
    }));
});
