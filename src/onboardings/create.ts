import { createCommand } from './command.ts';
import { createCountOpen } from './count-open.ts';
import { createFindByEmail, createGet } from './get.ts';
import { createList } from './list.ts';
import { createListEvents } from './list-events.ts';
import { createPlan } from './plan.ts';
import { createReplayEvent } from './replay-event.ts';
import { createReportAccess } from './report-access.ts';
import type { OnboardingSettings } from './settings.ts';
import type { Onboardings } from './onboardings.ts';
import { createStart } from './start.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';

export function createOnboardings(client: OrganizationClient, settings: OnboardingSettings): Onboardings {
  const get = createGet(client);
  return {
    start: createStart(client, settings),
    plan: createPlan(client, settings),
    get,
    findByEmail: createFindByEmail(client, settings),
    list: createList(client),
    command: createCommand(client, settings, get),
    reportAccess: createReportAccess(client, settings),
    listEvents: createListEvents(client),
    replayEvent: createReplayEvent(client),
    countOpen: createCountOpen(client),
    async ping() {
      await callTemporal(client, () => client.serverVersion());
    },
  };
}
