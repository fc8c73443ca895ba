import type { Group, Person } from './events.ts';
import type { Model } from './model.ts';

/** The part of the model that can be observed. */
export type Observation = Pick<
  Model,
  'state' | 'attention' | 'flow' | 'earlier' | 'lastName' | 'number' | 'emails' | 'inOrganization' | 'inGroup'
>;

/** Describes an observation, so that two of them can be compared. */
export function describeObservation(observation: Observation | undefined): string {
  if (observation === undefined) return 'in a transient state';
  const { state, attention = '-', flow, earlier, lastName = '-', number, emails } = observation;
  const { inOrganization, inGroup } = observation;
  return [
    `onboarding ${flow} ${state} ${attention}`,
    `after ${earlier.join('+') || '-'}`,
    `last name ${lastName}`,
    `invitation ${number}`,
    `${emails} emails`,
    `in the organization: ${join(inOrganization)}`,
    ...Object.entries(inGroup).map(([group, members]) => `in the ${group} group: ${join(members)}`),
  ].join(', ');
}

function join(people: ReadonlySet<Person>): string {
  return [...people].toSorted().join('+') || '-';
}

/** Everything that gives somebody access. */
export function accessOf({ inGroup }: Pick<Observation, 'inGroup'>): ReadonlySet<string> {
  const groups = Object.entries(inGroup) as [Group, ReadonlySet<Person>][];
  return new Set(groups.flatMap(([group, members]) => [...members].map((person) => `${person} in ${group}`)));
}
