import { organizationOf } from '../state/access.ts';
import { drop, put, type State } from '../state/rows.ts';
import { type ApiResponse, type Call, found, type Operation, HttpError, single } from './call.ts';
import { listAnswer } from './pages.ts';
import { renderOrganization } from './render.ts';
import { writableUser } from './lookups.ts';

export const organizationOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/organizations', handle: list },
  { method: 'GET', path: '/v2/organizations/:id', handle: get },
  { method: 'DELETE', path: '/v2/organizations/:id/user/:user', handle: removeUser },
];

function list(call: Call): ApiResponse {
  const rows = [organizationOf(call.reads)];
  return listAnswer(call, call.dialect.organizationListKey, rows, (row) => renderOrganization(call, row));
}

function get(call: Call): ApiResponse {
  const organization = organizationIn(call, call.reads);
  return { status: 200, body: single(call, 'organization', renderOrganization(call, organization)) };
}

/** The account survives and may be invited again; memberships, direct policies and keys are gone. */
function removeUser(call: Call): ApiResponse {
  organizationIn(call, call.truth);
  const user = writableUser(call, call.param('user'));
  if (user.root) throw new HttpError(400, 'The root user cannot be removed.');
  const { members, userPolicies, userKeys } = call.truth;
  call.commit(
    put('users', { ...user, removedAt: call.now }),
    ...[...members.values()].filter((row) => row.userId === user.id).map(({ id }) => drop('members', id)),
    ...[...userPolicies.values()]
      .filter((row) => row.targetId === user.id)
      .map(({ id }) => drop('userPolicies', id)),
    ...[...userKeys.values()].filter((row) => row.userId === user.id).map(({ id }) => drop('userKeys', id)),
  );
  return { status: 204 };
}

function organizationIn(call: Call, state: State) {
  const organization = state.organizations.get(call.param('id'));
  return found(call, organization, 'Organization not found.');
}
