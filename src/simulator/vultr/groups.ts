import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HttpError } from '../http.ts';
import { activeGroups, activeMembers, attachmentsTo } from '../state/access.ts';
import { bySeq, type GroupRow, put } from '../state/rows.ts';
import { readableGroup, writableGroup } from './lookups.ts';
import { renderMembers } from './members.ts';
import { listResponse, paginate } from './pagination.ts';
import { renderAttachment, renderGroup, renderPolicy } from './render.ts';
import { type ApiRequest, type Operation, parseBody, requireRow } from './request.ts';
import { type ApiResponse, wrap, writeResponse } from './response.ts';

export const groupOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/groups', handle: list },
  { method: 'POST', path: '/v2/groups', handle: create },
  { method: 'GET', path: '/v2/groups/:id', handle: get },
  { method: 'PUT', path: '/v2/groups/:id', handle: update },
  { method: 'DELETE', path: '/v2/groups/:id', handle: remove },
  { method: 'GET', path: '/v2/groups/:id/policies', handle: policies },
];

const groupBody = z.object({ display_name: z.string().trim().min(1), description: z.string() });

function list(request: ApiRequest): ApiResponse {
  const { dialect, readState } = request;
  const groups = dialect.deletedGroupsListed ? [...readState.groups.values()] : activeGroups(readState);
  return listResponse(request, 'groups', groups, (group) => renderGroup(request, group));
}

function get(request: ApiRequest): ApiResponse {
  const { dialect, readState } = request;
  const row = readState.groups.get(request.param('id'));
  const isReadable = row?.status === 'active' || dialect.deletedGroupsListed;
  const group = requireRow(request, isReadable ? row : undefined, 'Group not found.');
  const members = renderMembers(request, activeMembers(readState, group.id));
  return { status: 200, body: wrap(dialect, 'group', { ...renderGroup(request, group), members }, true) };
}

function create(request: ApiRequest): ApiResponse {
  const { display_name: name, description } = parseBody(groupBody, request.body);
  const isTaken = activeGroups(request.currentState).some((group) => group.name === name);
  if (isTaken && request.dialect.duplicateGroupName === '400')
    throw new HttpError(400, 'A group with this name already exists.');
  const group: GroupRow = {
    id: randomUUID(),
    seq: request.nextSeq(),
    name,
    description,
    status: 'active',
    createdAt: request.now,
    updatedAt: request.now,
  };
  request.commit(put('groups', group));
  return writeResponse(request.dialect, 201, 'group', renderGroup(request, group));
}

function update(request: ApiRequest): ApiResponse {
  const group = writableGroup(request, request.param('id'));
  const { display_name: name, description } = parseBody(groupBody.partial(), request.body);
  const changed: GroupRow = {
    ...group,
    name: name ?? group.name,
    description: description ?? group.description,
    updatedAt: request.now,
  };
  request.commit(put('groups', changed));
  return writeResponse(request.dialect, 200, 'group', renderGroup(request, changed));
}

/** The row remains as `deleted`; what its members inherited is gone at once. */
function remove(request: ApiRequest): ApiResponse {
  const group = writableGroup(request, request.param('id'));
  request.commit(put('groups', { ...group, status: 'deleted', updatedAt: request.now }));
  return { status: 204 };
}

function policies(request: ApiRequest): ApiResponse {
  const { dialect, readState } = request;
  const group = readableGroup(request, request.param('id'));
  const attached = attachmentsTo(readState.groupPolicies, group.id).flatMap((attachment) => {
    const policy = readState.policies.get(attachment.policyId);
    return policy === undefined ? [] : [{ seq: attachment.seq, attachment, policy }];
  });
  if (dialect.groupPolicies === 'relationships') {
    return listResponse(request, 'policy_group_relationships', bySeq(attached), ({ policy, attachment }) => ({
      group_id: group.id,
      group_name: group.name,
      ...renderAttachment(request, policy, attachment),
    }));
  }
  const page = paginate(request, bySeq(attached));
  const rendered = page.rows.map(({ policy }) => renderPolicy(request, policy));
  return {
    status: 200,
    body: { policies: { direct: rendered, from_roles: [], all: rendered }, ...page.meta },
  };
}
