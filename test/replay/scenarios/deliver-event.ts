import type { DeliveryStatus } from '../../../src/contract/api/delivery-view.ts';
import { until } from '../../support/until.ts';
import type { Scenario, Scene } from './scenario.ts';

export const deliverEventScenarios: readonly Scenario[] = [
  {
    name: 'event-delivered',
    events: true,
    async play(scene) {
      await scene.start();
      return delivery(scene, 'delivered');
    },
  },
  {
    name: 'event-undelivered',
    events: true,
    async play(scene) {
      scene.receiver.respond(() => 410);
      await scene.start();
      return delivery(scene, 'failed');
    },
  },
  {
    name: 'event-replayed',
    events: true,
    async play(scene) {
      scene.receiver.respond(() => 503);
      await scene.start();
      const { workflowId } = await delivery(scene, 'failed');
      scene.receiver.respond(() => 204);
      await scene.onboardings.replayEvent(workflowId);
      return delivery(scene, 'delivered');
    },
  },
];

/** Waits for the delivery of the only event of an onboarding that nobody accepts. */
async function delivery({ onboardings }: Scene, status: DeliveryStatus) {
  const { items } = await until(
    status,
    () => onboardings.listEvents({ status, limit: 1 }),
    (page) => page.items.length > 0,
  );
  return { workflowId: items[0]?.id ?? '' };
}
