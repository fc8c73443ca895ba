import { z } from 'zod';
import { effectivePolicies, groupsOf, groupsWithPolicy, type PolicyOrigin } from '../state/access.ts';
import { bySeq, type PolicyRow, put, type UserRow } from '../state/rows.ts';
import { readableUser, shownUsers, writableUser } from './lookups.ts';
import { listResponse, paginate } from './pagination.ts';
import { renderAttachment, renderGroup, renderPolicy, renderUser } from './render.ts';
import { type ApiRequest, type Operation, parseBody } from './request.ts';
import { type ApiResponse, wrap } from './response.ts';

export const userOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users', handle: list },
  { method: 'GET', path: '/v2/users/:id', handle: get },
  { method: 'PATCH', path: '/v2/users/:id', handle: update },
  {
    method: 'GET',
    path: '/v2/users/:id/groups',
    handle: (request) => groups(request, readableUser(request)),
  },
  {
    method: 'GET',
    path: '/v2/users/:id/policies',
    handle: (request) => policies(request, readableUser(request)),
  },
];

/** What people may read with a key of their own. */
export const myOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/users/me/groups', handle: myGroups },
  { method: 'GET', path: '/v2/users/me/policies', handle: (request) => policies(request, request.caller) },
];

function list(request: ApiRequest): ApiResponse {
  const users = shownUsers(request).filter((user) => request.dialect.rootListed || !user.root);
  return listResponse(request, 'users', users, (user) => renderUser(request, user));
}

function get(request: ApiRequest): ApiResponse {
  const user = renderUser(request, readableUser(request, shownUsers(request)));
  return { status: 200, body: wrap(request.dialect, 'user', user, true) };
}

const userBody = z.object({ api_enabled: z.boolean().optional(), acls: z.array(z.string()).optional() });

/** 202 in the documentation of 18 Aug 2026, 204 in the OpenAPI description; neither shows a body. */
function update(request: ApiRequest): ApiResponse {
  const user = writableUser(request, request.param('id'));
  const { api_enabled: apiEnabled = user.apiEnabled, acls = user.acls } = parseBody(userBody, request.body);
  request.commit(put('users', { ...user, apiEnabled, acls }));
  return { status: 202 };
}

function groups(request: ApiRequest, user: UserRow): ApiResponse {
  const rows = groupsOf(request.readState, user.id);
  return listResponse(request, 'groups', rows, (group) => renderGroup(request, group));
}

/** Empty until the caller is in a group with a policy: Vultr's "No Active Organization". */
function myGroups(request: ApiRequest): ApiResponse {
  const rows = groupsWithPolicy(request.readState, request.caller.id);
  return listResponse(request, 'groups', rows, (group) => renderGroup(request, group));
}

/** Direct and inherited policies. A policy with several origins is one row in `all`. */
function policies(request: ApiRequest, user: UserRow): ApiResponse {
  const origins = effectivePolicies(request.readState, user.id);
  if (request.dialect.userPolicies === 'rows') {
    const rows = origins.map((origin) => ({ ...origin, seq: origin.attachment.seq }));
    return listResponse(request, 'policies', bySeq(rows), (origin) => renderOrigin(request, user, origin));
  }
  const direct = origins.filter(({ group }) => group === undefined).map(({ policy }) => policy);
  const inherited = origins.filter(({ group }) => group !== undefined).map(({ policy }) => policy);
  const page = paginate(request, bySeq(new Set([...direct, ...inherited])));
  const render = (rows: Iterable<PolicyRow>) =>
    [...new Set(rows)]
      .filter((policy) => page.rows.includes(policy))
      .map((policy) => renderPolicy(request, policy));
  const body = { all: render(page.rows), direct: render(direct), inherited: render(inherited) };
  return { status: 200, body: { policies: body, ...page.meta } };
}

function renderOrigin(
  request: ApiRequest,
  user: UserRow,
  { policy, attachment, group }: PolicyOrigin,
): object {
  return {
    user_id: user.id,
    ...renderAttachment(request, policy, attachment),
    ...(group === undefined ? {} : { group_id: group.id, group_name: group.name }),
  };
}
