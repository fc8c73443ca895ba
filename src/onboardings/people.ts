import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { PersonView } from '../contract/api/person-view.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
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
    listNewest(client, settings, filter, (row): PersonView | undefined => {
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
  const { state, since, email, firstName, lastName, externalId } = view;
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

function flowOf({ id, state, since, timings, requestedBy, group, evidence }: OnboardingView) {
  return {
    id,
    href: `/v1/onboardings/${id}`,
    kind: 'onboarding' as const,
    state,
    startedAt: timings.startedAt,
    since,
    group: group.name,
    ...defined({ requestedBy, evidence }),
  };
}
