import { defined } from '../contract/lib/optional.ts';
import { isOffboarding } from '../contract/temporal/flow-view.ts';
import { offboardingCommandUpdate } from '../contract/temporal/messages.ts';
import { updateIdFor } from '../contract/temporal/workflow-ids.ts';
import { createGetBrake } from '../onboardings/brake.ts';
import { createCountLeavers } from '../onboardings/count-people.ts';
import { findOffboarding } from '../onboardings/find-person.ts';
import { listNewest } from '../onboardings/list.ts';
import { sendCommand } from '../onboardings/send-command.ts';
import { isPersonMemo, viewOf } from '../onboardings/view.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { Offboardings } from './offboardings.ts';
import { createOrder } from './order.ts';
import { createOrderAll } from './order-all.ts';
import { createPlan } from './plan.ts';
import type { OffboardingSettings } from './settings.ts';

export function createOffboardings(client: OrganizationClient, common: OffboardingSettings): Offboardings {
  const { organization, taskQueues } = client;
  const settings = { ...common, organization, taskQueues };
  const order = createOrder(client, settings);
  return {
    order,
    orderAll: createOrderAll(client, settings, order),
    plan: createPlan(client, settings, createGetBrake(client)),
    get: async (id) => (await findOffboarding(client, id)).flowView,
    list: (filter) =>
      listNewest(client, settings, { ...filter, kind: 'offboarding' }, (row) => {
        if (!isPersonMemo(row.memo)) return undefined;
        const view = viewOf(row.memo, row);
        return isOffboarding(view) ? view : undefined;
      }),
    countByState: createCountLeavers(client, settings),
    command: (id, command, { reason }, caller) =>
      sendCommand(client, {
        find: () => findOffboarding(client, id),
        update: offboardingCommandUpdate(command),
        updateId: updateIdFor(settings.idKey, command, id, command, caller.requestId),
        input: { by: caller.name, ...defined({ reason }) },
      }),
  };
}
