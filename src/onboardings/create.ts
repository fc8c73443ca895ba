import { createDecideBrake, createGetBrake } from './brake.ts';
import { createCommand } from './command.ts';
import { createCountOpen } from './count-open.ts';
import { createCountPeople } from './count-people.ts';
import { createReadDrift } from './drift/read-drift.ts';
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
import { createStartAll } from './start-all.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';

export function createOnboardings(client: OrganizationClient, common: OnboardingSettings): Onboardings {
  const { organization, taskQueues } = client;
  const settings = { ...common, organization, taskQueues };
  const get = createGet(client);
  const command = createCommand(client, settings);
  const start = createStart(client, settings, command);
  const getBrake = createGetBrake(client);
  const decideBrake = createDecideBrake(client, getBrake);
  return {
    start,
    startAll: createStartAll(client, settings, start),
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
    readDrift: createReadDrift(client, common),
    listEvents: createListEvents(client),
    replayEvent: createReplayEvent(client),
    getBrake,
    releaseBrake: decideBrake('released'),
    refuseBrake: decideBrake('refused'),
    countOpen: createCountOpen(client),
    countPeople: createCountPeople(client, settings),
    async ping() {
      await callTemporal(client, () => client.serverVersion());
    },
  };
}
