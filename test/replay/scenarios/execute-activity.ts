import { taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import { workflows } from '../../../src/contract/temporal/workflow-definitions.ts';
import { until } from '../../support/until.ts';
import type { Scenario, Scene } from './scenario.ts';

export const executeActivityScenarios: readonly Scenario[] = [
  {
    name: 'access-reported',
    events: false,
    async play(scene) {
      await scene.onboardings.reportAccess('ada@example.com');
      return onlyExecution(scene);
    },
  },
  {
    name: 'hires-planned',
    events: false,
    async play(scene) {
      const request = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
      await scene.onboardings.plan([request]);
      return onlyExecution(scene);
    },
  },
  {
    name: 'plan-refused',
    events: false,
    async play(scene) {
      await scene.vultr.fault({ kind: 'status', status: 400, body: {}, times: 1_000 });
      const request = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
      await scene.onboardings.plan([request]).catch(() => {});
      return onlyExecution(scene);
    },
  },
];

/** Finds the execution, whose ID is random, once it has ended. */
async function onlyExecution({ client, organization }: Scene) {
  const query = `WorkflowType = '${workflows.executeActivity.name}' AND TaskQueue = '${taskQueuesFor(organization).onboarding}' AND ExecutionStatus != 'Running'`;
  const workflowId = await until(
    'the execution in the list',
    async () => {
      for await (const found of client.workflow.list({ query, pageSize: 1 })) return found.workflowId;
      return undefined;
    },
    (found) => found !== undefined,
  );
  return { workflowId: workflowId ?? '' };
}
