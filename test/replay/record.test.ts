import { mkdirSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import type { CommandRequest } from '../../src/contract/api/command-requests.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';
import { groupWorkflowIdFor } from '../../src/contract/temporal/workflow-ids.ts';
import { testIdKey } from '../support/id-key.ts';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';
import { workflowIdOf } from '../support/executions.ts';

/**
 * Records histories for `replay.test.ts`: `npm run record:histories`. Record new ones
 * when a release changes what a workflow does, and keep the histories of earlier releases.
 */
test.runIf(process.env['RECORD_HISTORIES'])('record histories', async () => {
  const folder = new URL('histories/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const stack = await stackForTest({ dialect: { invitationLifetimeMs: 3_000 }, maxInvitations: 2 });
  const save = async (name: string, workflowId: string, runId?: string) => {
    const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
    // Removes the names of this machine and its folders.
    const json = historyToJSON(history)
      .replaceAll(process.cwd(), '')
      .replaceAll(/\d+@[\w.-]+/g, 'worker');
    writeFileSync(new URL(`${name}.json`, folder), json);
  };
  const command = (id: string, name: CommandName, request: CommandRequest) =>
    stack.onboardings.command(id, name, request, { name: 'ops', requestId: name });
  const acceptNumber = async (id: string, number: number) => {
    const { invitation } = await until(
      `invitation ${number}`,
      () => stack.onboardings.get(id),
      (view) => view.state === 'awaiting_acceptance' && view.invitation?.number === number,
    );
    await stack.vultr.accept(invitation?.id ?? '');
  };
  const straight = await stack.start({ email: 'ada@example.com' });
  await acceptNumber(straight.id, 1);
  await stack.reached(straight.id, 'completed');
  await save('straight-through', straight.id);

  const stuck = await stack.start({ email: 'bob@example.com' });
  await stack.reached(stuck.id, 'needs_attention');
  await command(stuck.id, 'check', {});
  await stack.vultr.setDialect({ invitationLifetimeMs: 60_000 });
  await command(stuck.id, 'resend', {});
  await acceptNumber(stuck.id, 3);
  await stack.reached(stuck.id, 'completed');
  await save('unanswered-then-resent', stuck.id);

  const wrong = await stack.start({ email: 'cleo@example.com', policies: ['unknown'] });
  await stack.reached(wrong.id, 'needs_attention');
  await save('needs-attention', wrong.id);

  const late = await stack.start({ email: 'dan@example.com' });
  const invited = await stack.reached(late.id, 'awaiting_acceptance');
  await command(late.id, 'hold', { reason: 'budget' });
  await command(late.id, 'resume', {});
  await stack.reached(late.id, 'awaiting_acceptance');
  await command(late.id, 'cancel', { reason: 'withdrawn' });
  await stack.vultr.accept(invited.invitation?.id ?? '');
  await stack.reached(late.id, 'cancelled');
  await save('held-then-cancelled', late.id);

  const again = await stack.start({ email: 'eve@example.com' });
  await stack.reached(again.id, 'awaiting_acceptance');
  await stack.client.workflow.getHandle(workflowIdOf(again.id)).cancel();
  await stack.reached(again.id, 'guarding');
  const { runId } = await stack.client.workflow.getHandle(workflowIdOf(again.id)).describe();
  await stack.start({ email: 'eve@example.com' });
  await stack.reached(again.id, 'awaiting_acceptance');
  await save('rehired', again.id, runId);

  await save('group-writer', groupWorkflowIdFor(testIdKey, stack.organization, 'Developers'));
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1, memberships: 2 });
});
