import type { GroupDrift } from '../../contract/api/drift.ts';
import { hasId, idKey } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail } from '../../contract/lib/email.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { ObservedGroup, ObservedMember } from '../../contract/temporal/one-shot-activities.ts';
import type { ExpectedAccess, ExpectedMember } from './expected-access.ts';

/** How many people and members of a group a report names. */
const listed = 500;

type Observed = Extract<ObservedGroup, { readonly outcome: 'read' }>;
type MissingAccess = GroupDrift['missingItems'][number];

/** Compares what Vultr shows of a group with what this service gave. `people`: those who were given access to it. */
export function compareGroup(
  observed: ObservedGroup,
  people: readonly ExpectedMember[],
  known: Pick<ExpectedAccess, 'changing' | 'complete'>,
): GroupDrift {
  const name = people.at(-1)?.grant.group.name ?? '';
  const nothing = { missing: 0, missingItems: [], unknown: 0, unknownItems: [], missingPolicies: [] };
  const common = { id: observed.id, name, granted: people.length, members: 0, ...nothing };
  switch (observed.outcome) {
    case 'unread':
      return { ...common, status: 'unread', detail: observed.detail };
    case 'gone': {
      const missing = people.map((person) => missingOf(person, 'not_a_member'));
      return { ...common, status: 'gone', missing: missing.length, missingItems: missing.slice(0, listed) };
    }
    case 'read':
      return { ...common, ...compareMembers(observed, people, known) };
  }
}

function compareMembers(
  { members, policyIds }: Observed,
  people: readonly ExpectedMember[],
  { changing, complete }: Pick<ExpectedAccess, 'changing' | 'complete'>,
) {
  const memberOf = indexMembers(members);
  const expected = new Set(people.map(memberOf));
  const missing = people.flatMap((person) => {
    const member = memberOf(person);
    if (member === undefined) return [missingOf(person, 'not_a_member')];
    return member.inactive === true ? [missingOf(person, 'not_active')] : [];
  });
  const isChanging = ({ userId, email }: ObservedMember) =>
    changing.has(idKey(userId)) || (email !== undefined && changing.has(canonicalEmail(email)));
  // A member may be one of those who were not read.
  const unknown = complete ? members.filter((member) => !expected.has(member) && !isChanging(member)) : [];
  const missingPolicies = policiesOf(people).filter(({ id }) => !hasId(policyIds, id));
  const differs = missing.length + unknown.length + missingPolicies.length > 0;
  return {
    status: differs ? ('differs' as const) : ('agrees' as const),
    members: members.length,
    missing: missing.length,
    missingItems: missing.slice(0, listed),
    unknown: unknown.length,
    unknownItems: unknown.slice(0, listed).map(unknownOf),
    missingPolicies,
  };
}

/** That the ID of a member is that of the user is inferred and not documented, so the email counts as well. */
function indexMembers(members: readonly ObservedMember[]) {
  const byId = new Map(members.map((member) => [idKey(member.userId), member]));
  const byEmail = new Map(
    members.flatMap((member) =>
      member.email === undefined ? [] : [[canonicalEmail(member.email), member] as const],
    ),
  );
  return ({ email, grant }: ExpectedMember) =>
    byId.get(idKey(grant.userId)) ?? byEmail.get(canonicalEmail(email));
}

function missingOf(
  { personId, email, grant }: ExpectedMember,
  reason: MissingAccess['reason'],
): MissingAccess {
  return { personId, href: `/v1/people/${personId}`, email, userId: grant.userId, since: grant.at, reason };
}

function unknownOf({ userId, email, serviceUser }: ObservedMember): GroupDrift['unknownItems'][number] {
  return { userId, ...defined({ email, serviceUser }) };
}

/** The policies that people were given through the group, and how many of them. */
function policiesOf(people: readonly ExpectedMember[]): GroupDrift['missingPolicies'] {
  const policies = new Map<string, { id: string; name: string; granted: number }>();
  for (const { id, name } of people.flatMap(({ grant }) => grant.policies)) {
    const known = policies.get(idKey(id));
    if (known === undefined) policies.set(idKey(id), { id, name, granted: 1 });
    else known.granted++;
  }
  return [...policies.values()];
}
