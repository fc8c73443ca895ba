import { z } from 'zod';
import { effectivePolicies, groupsOf, groupsSeen, type PolicyOrigin } from '../state/access.ts';
import { bySeq, put, type UserRow } from '../state/rows.ts';
import { type ApiResponse, type Call, type Operation, parseBody, single } from './call.ts';
import { readableUsers, readUser, writableUser } from './lookups.ts';
import { listAnswer, page } from './pages.ts';
import { renderAttachment, renderGroup, renderPolicy, renderUser } from './render.ts';

export const userOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users', handle: list },
  { method: 'GET', path: '/v2/users/:id', handle: get },
  { method: 'PATCH', path: '/v2/users/:id', handle: update },
  { method: 'GET', path: '/v2/users/:id/groups', handle: (call) => groups(call, readUser(call)) },
  { method: 'GET', path: '/v2/users/:id/policies', handle: (call) => policies(call, readUser(call)) },
];

/** What a person may ask with a key of their own. */
export const ownOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/me/groups', handle: ownGroups },
  { method: 'GET', path: '/v2/users/me/policies', handle: (call) => policies(call, call.caller) },
];

function list(call: Call): ApiResponse {
  const rows = readableUsers(call).filter((user) => call.dialect.rootListed || !user.root);
  return listAnswer(call, 'users', rows, (user) => renderUser(call, user));
}

function get(call: Call): ApiResponse {
  return { status: 200, body: single(call, 'user', renderUser(call, readUser(call)), true) };
}

const userChange = z.object({ api_enabled: z.boolean().optional(), acls: z.array(z.string()).optional() });

/** 202 by the documentation of 18 Aug 2026, 204 by the OpenAPI description; neither shows a body. */
function update(call: Call): ApiResponse {
  const user = writableUser(call, call.param('id'));
  const change = parseBody(userChange, call.body);
  call.commit(
    put('users', {
      ...user,
      apiEnabled: change.api_enabled ?? user.apiEnabled,
      acls: change.acls ?? user.acls,
    }),
  );
  return { status: 202 };
}

function groups(call: Call, user: UserRow): ApiResponse {
  return listAnswer(call, 'groups', groupsOf(call.reads, user.id), (group) => renderGroup(call, group));
}

/** Empty until a group with a policy has the caller: Vultr's "No Active Organization". */
function ownGroups(call: Call): ApiResponse {
  const rows = groupsSeen(call.reads, call.caller.id);
  return listAnswer(call, 'groups', rows, (group) => renderGroup(call, group));
}

/** Direct policies and those handed down by groups; a policy that comes by two ways is one row in `all`. */
function policies(call: Call, user: UserRow): ApiResponse {
  const origins = effectivePolicies(call.reads, user.id);
  if (call.dialect.userPolicies === 'rows') {
    const rows = origins.map((origin) => ({ ...origin, seq: origin.attachment.seq }));
    return listAnswer(call, 'policies', bySeq(rows), (origin) => renderOrigin(call, user, origin));
  }
  const direct = origins.filter(({ group }) => group === undefined).map(({ policy }) => policy);
  const inherited = origins.filter(({ group }) => group !== undefined).map(({ policy }) => policy);
  const shown = page(call, bySeq(new Set([...direct, ...inherited])));
  const render = (rows: Iterable<(typeof direct)[number]>) =>
    [...new Set(rows)]
      .filter((policy) => shown.rows.includes(policy))
      .map((policy) => renderPolicy(call, policy));
  const body = { all: render(shown.rows), direct: render(direct), inherited: render(inherited) };
  return { status: 200, body: { policies: body, ...shown.meta } };
}

function renderOrigin(call: Call, user: UserRow, { policy, attachment, group }: PolicyOrigin): object {
  return {
    user_id: user.id,
    ...renderAttachment(call, policy, attachment),
    ...(group === undefined ? {} : { group_id: group.id, group_name: group.name }),
  };
}
