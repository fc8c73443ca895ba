import type { GrantEffects, GrantInput } from './grant.ts';
import type { GroupExchange, StepResults } from './onboarding-checkpoint.ts';
import type { WantedGroup } from './onboarding-input.ts';
import type { Baseline, Effects, PinnedPolicy, PreflightInput, PreflightResult } from './step-data.ts';

/*
 * At first an onboarding had exactly one group. What was written then stays in Temporal for as long as such an onboarding is
 * open, so everything that differs is read by these functions.
 */

type WithGroups = { readonly groups: readonly WantedGroup[] };

/** Reads the input of an onboarding. */
export function withGroups<Input extends WithGroups>(input: Input): Input {
  if ('groups' in input) return input;
  const { group, policies, groupWorkflowId, ...rest } = input as unknown as {
    readonly group: Pick<WantedGroup, 'name' | 'description'>;
    readonly policies: readonly string[];
    readonly groupWorkflowId: string;
  };
  return { ...rest, groups: [{ ...group, policies, writerId: groupWorkflowId }] } as unknown as Input;
}

/** Reads the input of `preflight`. */
export function groupsToCheck(input: PreflightInput): PreflightInput['groups'] {
  if ('groups' in input) return input.groups;
  const { groupName, policies } = input as unknown as {
    readonly groupName: string;
    readonly policies: readonly string[];
  };
  return [{ name: groupName, policies }];
}

/** Reads the result of `preflight`. */
export function checkedGroups(result: PreflightResult): PreflightResult['groups'] {
  if ('groups' in result) return result.groups;
  const { policies, groupExists, readyGroupId } = result as unknown as {
    readonly policies: readonly PinnedPolicy[];
    readonly groupExists: boolean;
    readonly readyGroupId?: string;
  };
  return [{ policies, exists: groupExists, ...(readyGroupId === undefined ? {} : { readyGroupId }) }];
}

/** Whether the person was a member of the group before the onboarding began. */
export function wasInGroup(baseline: Baseline, groupId: string): boolean {
  if ('inGroups' in baseline) return baseline.inGroups.includes(groupId);
  return (baseline as unknown as { readonly inGroup: boolean }).inGroup;
}

/** The memberships that the preflight has found. */
export function membershipsIn(baseline: Baseline): Pick<Baseline, 'inGroups'> {
  if ('inGroups' in baseline) return { inGroups: baseline.inGroups };
  const { inGroup } = baseline as unknown as { readonly inGroup: boolean };
  return { inGroup } as unknown as Pick<Baseline, 'inGroups'>;
}

/** Reads the results of steps that an earlier execution has completed. */
export function resultsByGroup(results: StepResults, { groups: [first] }: WithGroups): StepResults {
  const { preflight, groupId, ...rest } = results as StepResults & { readonly groupId?: string };
  return {
    ...rest,
    ...(preflight === undefined
      ? {}
      : { preflight: { groups: checkedGroups(preflight as unknown as PreflightResult) } }),
    ...(groupId === undefined || first === undefined ? {} : { groupIds: { [first.name]: groupId } }),
  };
}

type Exchanges = { readonly groupExchanges?: Readonly<Record<string, GroupExchange>> };

/** Reads what an earlier execution has asked the writers of its groups: by the name of the group. */
export function exchangesByGroup(
  inProgress: Exchanges | undefined,
  { groups: [first] }: WithGroups,
): Readonly<Record<string, GroupExchange>> {
  const { groupExchanges, groupExchange } = (inProgress ?? {}) as Exchanges & {
    readonly groupExchange?: GroupExchange;
  };
  if (groupExchanges !== undefined) return groupExchanges;
  return groupExchange === undefined || first === undefined ? {} : { [first.name]: groupExchange };
}

/** Reads the input of `grant`. */
export function groupsToGrant(input: GrantInput): GrantInput['groups'] {
  if ('groups' in input) return input.groups;
  const { groupId, policies } = input as unknown as {
    readonly groupId: string;
    readonly policies: readonly PinnedPolicy[];
  };
  return [{ groupId, policies }];
}

/** Reads what `grant` has found and done. */
export function effectsByGroup<Some extends Pick<GrantEffects, 'added'>>(
  effects: Some,
  groupIds: readonly string[],
): Some {
  const added: unknown = effects.added;
  const [first] = groupIds;
  return typeof added === 'boolean' && first !== undefined
    ? { ...effects, added: { [first]: added } }
    : effects;
}

/** Reads what is known of the memberships that the onboarding gives. */
export function membershipByGroup(
  membership: NonNullable<Effects['membership']>,
): NonNullable<Effects['membership']> {
  if ('groupIds' in membership) return membership;
  const { groupId, ...rest } = membership as NonNullable<Effects['membership']> & {
    readonly groupId: string;
  };
  return { ...effectsByGroup(rest, [groupId]), groupIds: [groupId] };
}
