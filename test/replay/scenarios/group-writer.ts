import { groupWorkflowIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import { testIdKey } from '../../support/id-key.ts';
import { until } from '../../support/until.ts';
import type { Scenario, Scene } from './scenario.ts';

/** Two people for a new group, and a writer that stays until both are served. */
const patient = { timings: { groupIdleMs: 5_000 } };

export const groupWriterScenarios: readonly Scenario[] = [
  {
    name: 'group-writer',
    options: patient,
    events: false,
    async play(scene) {
      for (const { id } of await startTwo(scene)) await scene.reached(id, 'awaiting_acceptance');
      return ended(scene);
    },
  },
  {
    name: 'group-writer-after-a-repair',
    options: patient,
    events: false,
    async play(scene) {
      const match = { method: 'POST', path: '/v2/groups' };
      await scene.vultr.fault({ match, kind: 'status', status: 400, body: {}, times: 1_000 });
      const hires = await startTwo(scene);
      for (const { id } of hires) await scene.reached(id, 'needs_attention');
      await scene.vultr.clearFaults();
      await scene.command(hires[0]?.id ?? '', 'retry');
      for (const { id } of hires) await scene.reached(id, 'awaiting_acceptance');
      return ended(scene);
    },
  },
];

function startTwo({ start }: Scene) {
  return Promise.all([start({ email: 'ada@example.com' }), start({ email: 'grace@example.com' })]);
}

async function ended({ client, organization }: Scene) {
  const workflowId = groupWorkflowIdFor(testIdKey, organization, 'Developers');
  await until(
    'the end of the writer',
    async () => (await client.workflow.getHandle(workflowId).describe()).status.name,
    (status) => status === 'COMPLETED',
  );
  return { workflowId };
}
