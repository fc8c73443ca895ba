import type { OnboardingView } from '../api/onboarding-view.ts';

export type GroupView = NonNullable<OnboardingView['groups']>[number];

type ShownGroups = Pick<OnboardingView, 'group' | 'policies' | 'groups'>;

/** Every group of an onboarding, in the order of the request. */
export function groupsOf({ group, policies, groups }: ShownGroups): readonly GroupView[] {
  return groups ?? [{ ...group, policies }];
}

/** What is shown of an onboarding that gives no group: it only leaves groups. */
const nameOfNoGroup = '—';

/** How a view shows its groups: the first one by itself, and all of them if there are several. */
export function showGroups(groups: readonly GroupView[]): ShownGroups {
  const [first, ...others] = groups;
  if (first === undefined) return { group: { name: nameOfNoGroup }, policies: [] };
  const { policies, ...group } = first;
  return { group, policies, ...(others.length > 0 ? { groups: [...groups] } : {}) };
}

/** `the group "Developers"`, or `the groups "Developers" and "Billing"`. */
export function nameGroups(groups: readonly { readonly name: string }[]): string {
  const names = groups.map(({ name }) => `"${name}"`);
  const last = names.pop() ?? '';
  return names.length === 0 ? `the group ${last}` : `the groups ${names.join(', ')} and ${last}`;
}
