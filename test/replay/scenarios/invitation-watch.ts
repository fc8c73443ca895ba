import { invitationWatchIdFor } from '../../../src/contract/temporal/invitation-watch.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from './scenario.ts';

export const invitationWatchScenarios: readonly Scenario[] = [
  {
    name: 'invitation-watch',
    options: { watch: { idleMs: 1_000 } },
    events: false,
    // It sleeps, its sleep ends by itself or is ended by an invitation, and it sweeps again.
    async play({ client, organization, complete }) {
      const workflowId = invitationWatchIdFor(organization);
      await complete('ada@example.com');
      const sleeps = async () => {
        const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
        return (events ?? []).filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes).length;
      };
      await until('a sleep and another one', sleeps, (count) => count >= 2);
      await complete('grace@example.com');
      const before = await sleeps();
      await until('a sleep after that', sleeps, (count) => count > before);
      return { workflowId };
    },
  },
];
