import { randomUUID } from 'node:crypto';
import { StartError } from '../../contract/lib/start-error.ts';
import { decodeText, type JsonObject } from '../../vultr/decode.ts';
import type { VultrError } from '../../vultr/errors.ts';
import { type Endpoint, endpoint } from '../../vultr/request.ts';
import type { Group, Invitation, Organization, Policy, User, VultrClient } from '../../vultr/types.ts';
import { paths } from '../../vultr/wire.ts';
import { isUnseen, remedies, unseen, type Unseen } from './answer.ts';
import { type RawResponse, rowsOf } from './raw-response.ts';
import type { Recorder, Recording } from './recorder.ts';

/** A list as it was read: every page, and once more with `per_page=1`. */
export type ListRead<Item> = {
  readonly name: string;
  readonly pages: readonly RawResponse[];
  /** The rows of all pages. */
  readonly rows: readonly JsonObject[];
  /** What the service's client made of them; empty if it could not read them. */
  readonly items: readonly Item[];
  readonly onePerPage: RawResponse | undefined;
};

type Maybe<Value> = Value | Unseen;

/** Everything that the reading part saw of the organization. */
export type Observed = {
  readonly invitations: Maybe<ListRead<Invitation>>;
  readonly users: Maybe<ListRead<User>>;
  readonly groups: Maybe<ListRead<Group>>;
  readonly policies: Maybe<ListRead<Policy>>;
  readonly organizations: Maybe<ListRead<Organization>>;
  readonly invitation: Maybe<RawResponse>;
  readonly user: Maybe<RawResponse>;
  readonly group: Maybe<RawResponse>;
  readonly policy: Maybe<RawResponse>;
  readonly organization: Maybe<RawResponse>;
  readonly suspendedUsers: Maybe<RawResponse>;
  readonly userPolicies: Maybe<RawResponse>;
  readonly userRoles: Maybe<RawResponse>;
  readonly groupPolicies: Maybe<RawResponse>;
  readonly groupRoles: Maybe<RawResponse>;
  /** The members of the first group that has any. */
  readonly members: Maybe<RawResponse>;
  readonly policyGroups: Maybe<RawResponse>;
  readonly policyUsers: Maybe<RawResponse>;
  /** The response for a group that does not exist. */
  readonly unknownGroup: RawResponse | undefined;
  readonly responses: readonly RawResponse[];
  /** What the service's client could not decode. */
  readonly undecoded: readonly VultrError[];
};

/** The lists that were read and whose total the service may use. */
export function countedLists({ invitations, users, groups, policies }: Observed): ListRead<unknown>[] {
  return [invitations, users, groups, policies].flatMap((list): ListRead<unknown>[] =>
    isUnseen(list) ? [] : [list],
  );
}

/** Searching for a member in each of 10,000 groups would take long. */
const maxGroupsSearched = 5;

/**
 * Reads what the service reads, and what shows the shapes that Vultr's sources disagree on. Sends GET requests only.
 * Throws `StartError` if the key is refused or may read nothing, or if Vultr does not respond.
 */
export async function readOrganization(recorder: Recorder): Promise<Observed> {
  const undecoded: VultrError[] = [];

  async function read<Item>(name: string, call: (client: VultrClient) => Promise<Item>) {
    return judge(name, await recorder.read(call));
  }
  async function get(name: string, target: Endpoint) {
    return judge(name, await recorder.get(target));
  }
  function judge(name: string, { responses, error }: Recording<unknown>): Maybe<RawResponse> {
    if (error?.kind === 'unreadable') undecoded.push(error);
    const last = responses.at(-1);
    return last !== undefined && last.status < 300 ? last : gapOf(name, error);
  }
  async function readList<Item>(
    name: string,
    list: Endpoint,
    call: (client: VultrClient) => Promise<Item[]>,
  ): Promise<Maybe<ListRead<Item>>> {
    const recording = await recorder.read(call);
    const pages = recording.responses.filter(({ status }) => status < 300);
    const judged = judge(name, recording);
    if (isUnseen(judged)) return judged;
    const { responses } = await recorder.get(list, { per_page: '1' });
    const onePerPage = responses.find(({ status }) => status < 300);
    return { name, pages, rows: pages.flatMap(rowsOf), items: recording.value ?? [], onePerPage };
  }

  const policies = await readList('policies', endpoint(paths.policies), (vultr) => vultr.policies.list());
  const groups = await readList('groups', endpoint(paths.groups), (vultr) => vultr.groups.list());
  const users = await readList('users', endpoint(paths.users), (vultr) => vultr.users.list());
  const invitations = await readList('invitations', endpoint(paths.invitations), (vultr) =>
    vultr.invitations.list(),
  );
  const organizations = await readList('organizations', endpoint(paths.organizations), (vultr) =>
    vultr.organizations.list(),
  );
  if ([policies, groups, users, invitations].every(isUnseen)) throw nothingReadable(recorder);

  const invitationId = idIn(invitations, 'invitation', ({ status }: Invitation) => status === 'pending');
  const userId = idIn(users, 'user', ({ activity }: User) => activity === 'active');
  const groupId = idIn(groups, 'group', ({ deleted }: Group) => !deleted);
  const policyId = idIn(policies, 'policy', ({ managed }: Policy) => managed);
  const organizationId = idIn(organizations, 'organization', () => true);

  return {
    policies,
    groups,
    users,
    invitations,
    organizations,
    invitation: await ifSeen(invitationId, (id) =>
      read('the invitation', (vultr) => vultr.invitations.get(id)),
    ),
    user: await ifSeen(userId, (id) => read('the user', (vultr) => vultr.users.get(id))),
    group: await ifSeen(groupId, (id) => read('the group', (vultr) => vultr.groups.get(id))),
    policy: await ifSeen(policyId, (id) => get('the policy', endpoint(paths.policy, id))),
    organization: await ifSeen(organizationId, (id) =>
      get('the organization', endpoint(paths.organization, id)),
    ),
    suspendedUsers: await ifSeen(organizationId, (id) =>
      get('suspended users', endpoint(paths.suspendedUsers, id)),
    ),
    userPolicies: await ifSeen(userId, (id) =>
      read('policies of a user', (vultr) => vultr.users.policies(id)),
    ),
    userRoles: await ifSeen(userId, (id) => read('roles of a user', (vultr) => vultr.users.roles(id))),
    groupPolicies: await ifSeen(groupId, (id) =>
      read('policies of a group', (vultr) => vultr.groups.policies(id)),
    ),
    groupRoles: await ifSeen(groupId, (id) => get('roles of a group', endpoint(paths.groupRoles, id))),
    members: await readMembers(groups, (id) =>
      read('members of a group', (vultr) => vultr.groups.members(id)),
    ),
    policyGroups: await ifSeen(policyId, (id) => get('groups of a policy', endpoint(paths.policyGroups, id))),
    policyUsers: await ifSeen(policyId, (id) => get('users of a policy', endpoint(paths.policyUsers, id))),
    unknownGroup: (await recorder.get(endpoint(paths.group, randomUUID()))).responses.at(-1),
    responses: recorder.responses,
    undecoded,
  };
}

function gapOf(name: string, error: VultrError | undefined): Unseen {
  if (error?.kind === 'forbidden') return unseen(`The key may not read ${name} (403)`, remedies.permission);
  const status = error?.status ?? 404;
  return unseen(`The API returns ${status} for ${name}`, remedies.report);
}

function nothingReadable({ responses }: Recorder): StartError {
  const statuses = [...new Set(responses.map(({ status }) => status))].join(' and ');
  const remedy =
    statuses === '403'
      ? "Allow the key's user to manage users, groups and policies."
      : 'Check VULTR_API_URL. Vultr may also have changed its API.';
  return new StartError(
    `The key can read neither policies, groups, users nor invitations: Vultr returns ${statuses}. ${remedy}`,
  );
}

/** The id of the first row that `isPreferred`, or of the first row. */
function idIn<Item extends { readonly id: string }>(
  list: Maybe<ListRead<Item>>,
  thing: string,
  isPreferred: (item: Item) => boolean,
): Maybe<{ readonly id: string }> {
  if (isUnseen(list)) return list;
  const id = (list.items.find(isPreferred) ?? list.items[0])?.id ?? firstId(list.rows);
  return id === undefined ? unseen(`There is no ${thing} in the list`, remedies.walk) : { id };
}

/** For rows that the client could not decode. */
function firstId(rows: readonly JsonObject[]): string | undefined {
  return rows[0] === undefined ? undefined : decodeText(rows[0], 'id');
}

async function ifSeen(
  item: Maybe<{ readonly id: string }>,
  read: (id: string) => Promise<Maybe<RawResponse>>,
): Promise<Maybe<RawResponse>> {
  return isUnseen(item) ? item : read(item.id);
}

async function readMembers(
  groups: Observed['groups'],
  read: (groupId: string) => Promise<Maybe<RawResponse>>,
): Promise<Maybe<RawResponse>> {
  if (isUnseen(groups)) return groups;
  const searched = groups.items.filter(({ deleted }) => !deleted).slice(0, maxGroupsSearched);
  for (const { id } of searched) {
    const members = await read(id);
    if (isUnseen(members) || rowsOf(members).length > 0) return members;
  }
  return unseen('No group that was read has a member', remedies.walk);
}
