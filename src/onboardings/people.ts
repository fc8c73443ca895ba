import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { PersonView } from '../contract/api/person-view.ts';
import { type FlowView, isOffboarding } from '../contract/temporal/flow-view.ts';
import { defined } from '../contract/lib/optional.ts';
import { parseFlowId } from '../contract/temporal/flow-ids.ts';
import { findPerson, type Person } from './find-person.ts';
import { listNewest } from './list.ts';
import type { Onboardings } from './onboardings.ts';
import type { FlowSettings } from './settings.ts';
import { isErasedMemo, isPersonMemo, viewOf } from './view.ts';

export function createGetPerson(client: OrganizationClient): Onboardings['getPerson'] {
  return async (personId) => personViewOf(await findPerson(client, personId));
}

/** Erased people are listed only by their state: of them only the ID is left. */
export function createListPeople(
  client: OrganizationClient,
  settings: FlowSettings,
): Onboardings['listPeople'] {
  return (filter) =>
    listNewest(client, settings, { ...filter, kind: 'any' }, (row): PersonView | undefined => {
      const { memo, workflowId: personId } = row;
      if (isErasedMemo(memo)) return personViewOf({ personId, lost: false, ...memo });
      if (!isPersonMemo(memo)) return undefined;
      const view = viewOf(memo, row);
      const { flow } = parseFlowId(view.id);
      return personViewOf({ personId, flow, lost: false, view, record: memo.record });
    });
}

function personViewOf(person: Person): PersonView {
  const { personId: id } = person;
  if (person.erasedAt !== undefined) {
    return { id, state: 'erased', since: person.erasedAt, grants: [], flows: [] };
  }
  const { view, record } = person;
  const { state, since, email, externalId } = view;
  const { firstName, lastName } = isOffboarding(view) ? (record.request ?? {}) : view;
  return {
    id,
    state,
    since,
    email,
    ...defined({ firstName, lastName, externalId, userId: record.grants[0]?.userId }),
    grants: record.grants.map(({ group, policies, at, flowId, verified }) => ({
      group: { ...group },
      policies: [...policies],
      since: at,
      flowId,
      verified,
    })),
    flows: [view, ...record.earlier].map(flowOf),
  };
}

function flowOf(view: FlowView): PersonView['flows'][number] {
  const { id, state, since, timings, requestedBy, evidence } = view;
  const common = { id, state, startedAt: timings.startedAt, since, ...defined({ requestedBy, evidence }) };
  return isOffboarding(view)
    ? { ...common, kind: 'offboarding', href: `/v1/offboardings/${id}`, reason: view.reason }
    : { ...common, kind: 'onboarding', href: `/v1/onboardings/${id}`, group: view.group.name };
}
