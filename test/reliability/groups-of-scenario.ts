import type { Scenario } from './scenario.ts';

/** Returns the names of the groups that a person of the scenario is given, the first one first. */
export function groupNamesOf({ request, roles }: Scenario, person: string): string[] {
  const { group } = request(person);
  return [
    ...(group === undefined ? [] : [group.name]),
    ...(roles?.(person) ?? []).map((role) => role.group.name),
  ];
}
