import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { until } from '../../support/until.ts';
import type { Recorded, Scenario, Scene } from './scenario.ts';

const createInvitation = { method: 'POST', path: '/v2/invitation' };
const because = { reason: 'withdrawn' };

/** Every path is recorded with events and without. */
export const onboardingScenarios: readonly Scenario[] = paths().flatMap((path) => [
  { ...path, events: false },
  { ...path, name: `${path.name}-with-events`, events: true },
]);

function paths(): Omit<Scenario, 'events'>[] {
  return [
    {
      name: 'straight-through',
      play: ({ complete }) => complete('ada@example.com'),
    },
    {
      name: 'interrupted-by-a-departure',
      async play({ start, reached, offboardings, client }) {
        const { id } = await start();
        await reached(id, 'awaiting_acceptance');
        await offboardings.order({ email: 'ada@example.com', reason: 'leaves' }, { name: 'hr' });
        const [first] = await executionsOf(client, workflowIdOf(id));
        return { workflowId: workflowIdOf(id), ...(first === undefined ? {} : { runId: first.runId }) };
      },
    },
    {
      name: 'moved',
      options: {
        roles: ['Developers', 'Billing'].map((name) => ({
          name,
          group: { name },
          policies: ['Provisioning'],
        })),
      },
      async play({ complete, start, ended }) {
        await complete('ada@example.com');
        const { id } = await start({ group: { name: 'Billing' }, leaveGroups: 'managed' });
        return ended(id, 'completed');
      },
    },
    {
      name: 'already-a-member',
      async play({ vultr, start, ended }) {
        await vultr.addUser('ada@example.com');
        const { id } = await start();
        return ended(id, 'completed');
      },
    },
    {
      name: 'pending-invitation-adopted',
      async play({ vultr, start, accept, ended }) {
        await vultr.call('POST', '/v2/invitation', { email_invited: 'ada@example.com' });
        const { id } = await start();
        await accept(id);
        return ended(id, 'completed');
      },
    },
    {
      name: 'unanswered-then-resent',
      options: { dialect: { invitationLifetimeMs: 3_000 }, maxInvitations: 2 },
      async play({ vultr, start, accept, command, reached, ended }) {
        const { id } = await start();
        await reached(id, 'needs_attention');
        await command(id, 'check');
        await vultr.setDialect({ invitationLifetimeMs: 60_000 });
        await command(id, 'resend');
        await accept(id, 3);
        return ended(id, 'completed');
      },
    },
    {
      name: 'response-to-invitation-lost',
      async play({ vultr, start, accept, ended }) {
        await vultr.fault({ match: createInvitation, kind: 'drop-after' });
        const { id } = await start();
        await accept(id);
        return ended(id, 'completed');
      },
    },
    {
      name: 'needs-attention',
      async play({ start, reached }) {
        const { id } = await start({ policies: ['unknown'] });
        await reached(id, 'needs_attention');
        return { workflowId: workflowIdOf(id) };
      },
    },
    {
      name: 'policies-corrected',
      async play({ start, accept, command, reached, ended }) {
        const { id } = await start({ policies: ['unknown'] });
        await reached(id, 'needs_attention');
        await command(id, 'retry', { policies: ['Provisioning'] });
        await accept(id);
        return ended(id, 'completed');
      },
    },
    {
      name: 'other-address-approved',
      async play({ start, accept, command, reached, ended }) {
        const { id } = await start();
        await accept(id, 1, 'ada.l@example.com');
        await reached(id, 'needs_attention');
        await command(id, 'approve-address', { address: 'ada.l@example.com', reason: 'her married name' });
        return ended(id, 'completed');
      },
    },
    {
      name: 'steps-skipped',
      options: { dialect: { memberWrite: 'ignored' }, timings: { readTimeoutMs: 1_000 } },
      async play({ onboardings, start, accept, command, reached, ended }) {
        const { id } = await start();
        await accept(id);
        await reached(id, 'needs_attention');
        await command(id, 'skip', { reason: 'done by hand' });
        await until(
          'attention for the proof',
          () => onboardings.get(id),
          ({ attention }) => attention?.step === 'verifyAccess',
        );
        await command(id, 'skip', { reason: 'seen in the Console' });
        return ended(id, 'completed');
      },
    },
    {
      name: 'cancelled-before-any-email',
      async play({ start, command, reached, ended }) {
        const { id } = await start({ policies: ['unknown'] });
        await reached(id, 'needs_attention');
        await command(id, 'cancel', because);
        return ended(id, 'cancelled');
      },
    },
    {
      name: 'held-then-cancelled',
      async play({ vultr, start, command, reached, ended }) {
        const { id } = await start();
        const { invitation } = await reached(id, 'awaiting_acceptance');
        await command(id, 'hold', { reason: 'budget' });
        await command(id, 'resume');
        await reached(id, 'awaiting_acceptance');
        await command(id, 'cancel', because);
        await vultr.accept(invitation?.id ?? '');
        return ended(id, 'cancelled');
      },
    },
    {
      name: 'guarded-until-dead',
      options: { dialect: { invitationLifetimeMs: 8_000 } },
      async play({ start, command, reached, ended }) {
        const { id } = await start();
        await reached(id, 'awaiting_acceptance');
        await command(id, 'cancel', because);
        return ended(id, 'cancelled');
      },
    },
    {
      name: 'removal-retried',
      async play({ vultr, start, command, reached, ended }) {
        const { id } = await start();
        const { invitation } = await reached(id, 'awaiting_acceptance');
        await command(id, 'cancel', because);
        const match = { method: 'DELETE', path: '/v2/organizations/*/user/*' };
        await vultr.fault({ match, kind: 'status', status: 400, body: { error: 'Not now', status: 400 } });
        await vultr.accept(invitation?.id ?? '');
        await reached(id, 'needs_attention');
        await command(id, 'retry');
        return ended(id, 'cancelled');
      },
    },
    { name: 'cancelled-in-temporal', play: async (scene) => (await rehire(scene)).cancelled },
    {
      name: 'rehired',
      async play(scene) {
        const { rehired } = await rehire(scene);
        await scene.accept(rehired);
        return scene.ended(rehired, 'completed');
      },
    },
    {
      name: 'details-changed',
      async play({ start, accept, reached, ended }) {
        const { id } = await start();
        await reached(id, 'awaiting_acceptance');
        await start({ firstName: 'Ada', externalId: 'hr-4711' });
        await accept(id);
        return ended(id, 'completed');
      },
    },
  ];
}

/** Cancels an onboarding in Temporal and hires the person again while it guards its invitation. */
async function rehire({
  client,
  start,
  reached,
}: Scene): Promise<{ readonly cancelled: Recorded; readonly rehired: string }> {
  const { id } = await start();
  await reached(id, 'awaiting_acceptance');
  const workflowId = workflowIdOf(id);
  await client.workflow.getHandle(workflowId).cancel();
  await reached(id, 'guarding');
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  const rehired = await start({ rehire: true });
  await reached(rehired.id, 'awaiting_acceptance');
  return { cancelled: { workflowId, runId }, rehired: rehired.id };
}
