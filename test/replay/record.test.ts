import { mkdirSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import { groupWorkflowIdFor } from '../../src/contract/temporal/workflow-ids.ts';
import { startStack, testIdKey } from '../support/stack.ts';
import { until } from '../support/until.ts';

/**
 * Records histories for `replay.test.ts`: `RECORD_HISTORIES=1 npx vitest run test/replay/record.test.ts`. To be done
 * when a release changes what a run does, beside the histories of the releases before, which stay.
 */
test.runIf(process.env['RECORD_HISTORIES'])('record histories', async () => {
  const folder = new URL('histories/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const stack = await startStack({ dialect: { invitationLifetimeMs: 3_000 }, maxInvitations: 2 });
  const save = async (name: string, workflowId: string, runId?: string) => {
    const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
    // Where this was recorded is nobody's business.
    const json = historyToJSON(history)
      .replaceAll(process.cwd(), '')
      .replaceAll(/\d+@[\w.-]+/g, 'worker');
    writeFileSync(new URL(`${name}.json`, folder), json);
  };
  const acceptNumber = async (id: string, number: number) => {
    const run = await until(
      `invitation ${number}`,
      () => stack.onboardings.get(id),
      ({ state, invitation }) => state === 'awaiting_acceptance' && invitation?.number === number,
    );
    await stack.vultr.accept(run.invitation?.id ?? '');
  };
  try {
    const straight = await stack.start({ email: 'ada@example.com' });
    await acceptNumber(straight.id, 1);
    await stack.reached(straight.id, 'completed');
    await save('straight-through', straight.id);

    const stuck = await stack.start({ email: 'bob@example.com' });
    await stack.reached(stuck.id, 'needs_attention');
    await stack.onboardings.command(stuck.id, 'check', {}, { name: 'ops', requestId: 'check' });
    await stack.vultr.setDialect({ invitationLifetimeMs: 60_000 });
    await stack.onboardings.command(stuck.id, 'resend', {}, { name: 'ops', requestId: 'resend' });
    await acceptNumber(stuck.id, 3);
    await stack.reached(stuck.id, 'completed');
    await save('unanswered-then-resent', stuck.id);

    const wrong = await stack.start({ email: 'cleo@example.com', policies: ['unknown'] });
    await stack.reached(wrong.id, 'needs_attention');
    await save('needs-attention', wrong.id);

    const late = await stack.start({ email: 'dan@example.com' });
    const invited = await stack.reached(late.id, 'awaiting_acceptance');
    await stack.onboardings.command(
      late.id,
      'hold',
      { reason: 'budget' },
      { name: 'ops', requestId: 'hold' },
    );
    await stack.onboardings.command(late.id, 'resume', {}, { name: 'ops', requestId: 'resume' });
    await stack.reached(late.id, 'awaiting_acceptance');
    await stack.onboardings.command(
      late.id,
      'cancel',
      { reason: 'withdrawn' },
      { name: 'ops', requestId: 'cancel' },
    );
    await stack.vultr.accept(invited.invitation?.id ?? '');
    await stack.reached(late.id, 'cancelled');
    await save('held-then-cancelled', late.id);

    const again = await stack.start({ email: 'eve@example.com' });
    await stack.reached(again.id, 'awaiting_acceptance');
    await stack.client.workflow.getHandle(again.id).cancel();
    await stack.reached(again.id, 'guarding');
    const { runId } = await stack.client.workflow.getHandle(again.id).describe();
    await stack.start({ email: 'eve@example.com' });
    await stack.reached(again.id, 'awaiting_acceptance');
    await save('rehired', again.id, runId);

    await save('group-writer', groupWorkflowIdFor(testIdKey, stack.organization, 'Developers'));
    expect(await stack.vultr.counts()).toMatchObject({ groups: 1, memberships: 2 });
  } finally {
    await stack.stop();
  }
});
