import { brakeIdFor } from '../../../src/contract/temporal/brake.ts';
import { askBrake } from '../../support/ask-brake.ts';
import { until } from '../../support/until.ts';
import type { Scenario, Scene } from './scenario.ts';

export const brakeScenarios: readonly Scenario[] = [
  {
    name: 'brake',
    events: false,
    // One passes, two are held; one of these is released, the other refused. None of the flows exists.
    async play(scene) {
      const { onboardings, organization } = scene;
      await ask(scene);
      const read = () => onboardings.getBrake();
      await until('one to pass', read, ({ passed }) => passed === 1);
      await Promise.all([ask(scene), ask(scene)]);
      const { items } = await until('two to be held', read, ({ held }) => held === 2);
      const decision = { reason: 'a test', ids: items.slice(0, 1).map(({ id }) => id) };
      await onboardings.releaseBrake(decision, { name: 'ops' });
      await onboardings.refuseBrake({ reason: 'a test', held: 1 }, { name: 'ops' });
      return { workflowId: brakeIdFor(organization) };
    },
  },
];

function ask({ client, organization }: Scene): Promise<void> {
  return askBrake(client, organization, { settleMs: 500, limit: 1 });
}
