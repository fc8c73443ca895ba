import { createCommand } from './command.ts';
import { createCountOpen } from './count-open.ts';
import { createErase } from './erase.ts';
import { createFindByEmail, createGet } from './get.ts';
import { createList } from './list.ts';
import { createListEvents } from './list-events.ts';
import { createGetPerson, createListPeople } from './people.ts';
import { createPlan } from './plan.ts';
import { createRehire } from './rehire.ts';
import { createReplayEvent } from './replay-event.ts';
import { createReportAccess } from './report-access.ts';
import type { OnboardingSettings } from './settings.ts';
import type { Onboardings } from './onboardings.ts';
import { createStart } from './start.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';

export function createOnboardings(client: OrganizationClient, common: OnboardingSettings): Onboardings {
  const { organization, taskQueues } = client;
  const settings = { ...common, organization, taskQueues };
  const get = createGet(client);
  const command = createCommand(client, settings);
  const start = createStart(client, settings, command);
  return {
    start,
    rehire: createRehire(client, start),
    plan: createPlan(client, settings),
    get,
    findByEmail: createFindByEmail(client, settings),
    list: createList(client, settings),
    getPerson: createGetPerson(client),
    listPeople: createListPeople(client, settings),
    erase: createErase(client),
    command,
    reportAccess: createReportAccess(client, settings),
    listEvents: createListEvents(client),
    replayEvent: createReplayEvent(client),
    countOpen: createCountOpen(client),
    async ping() {
      await callTemporal(client, () => client.serverVersion());
    },
  };
}
