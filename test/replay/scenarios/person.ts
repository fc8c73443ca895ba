import { refreshSignal } from '../../../src/contract/temporal/messages.ts';
import { workflowIdOf } from '../../support/executions.ts';
import { until } from '../../support/until.ts';
import type { Recorded, Scenario, Scene } from './scenario.ts';

/** Executions of the register, each of which has continued as new into what a message asked for. */
export const personScenarios: readonly Scenario[] = [
  {
    name: 'register-refreshed',
    events: false,
    async play(scene) {
      const id = await completed(scene);
      return endedBy(scene, id, () => refresh(scene, id));
    },
  },
  {
    name: 'register-amended-then-rehired',
    events: false,
    async play(scene) {
      const id = await completed(scene);
      return endedBy(scene, id, async () => {
        await scene.start({ firstName: 'Ada', externalId: 'hr-4711' });
        await scene.onboardings.rehire(id, { name: 'ops' });
      });
    },
  },
  {
    name: 'register-of-an-erased-person',
    events: false,
    async play(scene) {
      const id = await completed(scene);
      await scene.onboardings.erase(workflowIdOf(id));
      return endedBy(scene, id, () => refresh(scene, id));
    },
  },
];

async function completed(scene: Scene): Promise<string> {
  const { id } = await scene.start();
  await scene.accept(id);
  await scene.ended(id, 'completed');
  return id;
}

function refresh({ client }: Scene, id: string): Promise<void> {
  return client.workflow.getHandle(workflowIdOf(id)).signal(refreshSignal);
}

/** Returns the execution of the register that a message has ended. */
async function endedBy({ client }: Scene, id: string, message: () => Promise<void>): Promise<Recorded> {
  const workflowId = workflowIdOf(id);
  const newest = async () => (await client.workflow.getHandle(workflowId).describe()).runId;
  const runId = await newest();
  await message();
  await until('the next execution', newest, (next) => next !== runId);
  return { workflowId, runId };
}
