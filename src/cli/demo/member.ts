import type { AddressAccess } from '../../contract/api/access-report.ts';
import type { FlowView } from '../../contract/temporal/flow-view.ts';
import type { TableRow } from './table.ts';

/** A person who joins, and then moves or leaves. */
export type DemoMember = {
  readonly name: string;
  readonly behaviour: string;
  readonly email: string;
  /** What happens to them now. */
  flow: FlowView | undefined;
  /** What Vultr has last shown of them. */
  access: AddressAccess | undefined;
};

const colors: Partial<Record<FlowView['state'], TableRow['color']>> = {
  completed: 'green',
  left: 'green',
  suspended: 'yellow',
  needs_attention: 'red',
};

/** Shows a member with what they have at Vultr. */
export function toMemberRow({ name: person, behaviour, flow, access }: DemoMember): TableRow {
  return {
    person,
    behaviour,
    state: flow?.state ?? 'not started',
    color: colors[flow?.state ?? 'checking'] ?? 'cyan',
    detail: access === undefined ? '' : describeAccess(access),
    lastEvent: flow?.history.at(-1)?.message ?? '',
  };
}

/** What the person has at Vultr, in a few words. */
export function describeAccess({ userCount, active, access }: AddressAccess): string {
  if (userCount === 0) return 'not a user';
  if (!active.value) return 'cut off';
  return access.groups.map(({ name }) => name).join(' + ') || 'none';
}

/** Whether Vultr shows that the person has no access. If too little could be read, it shows nothing. */
export function lacksAccess({ active, access }: AddressAccess): boolean {
  return !active.value || access.value === false;
}
