import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { activeGroups, activeMembers, attachmentsTo } from '../state/access.ts';
import { bySeq, type GroupRow, put } from '../state/rows.ts';
import {
  type ApiResponse,
  type Call,
  found,
  type Operation,
  parseBody,
  HttpError,
  single,
  written,
} from './call.ts';
import { readableGroup, writableGroup } from './lookups.ts';
import { renderedMembers } from './members.ts';
import { listAnswer, page } from './pages.ts';
import { renderAttachment, renderGroup, renderPolicy } from './render.ts';

export const groupOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/groups', handle: list },
  { method: 'POST', path: '/v2/groups', handle: create },
  { method: 'GET', path: '/v2/groups/:id', handle: get },
  { method: 'PUT', path: '/v2/groups/:id', handle: update },
  { method: 'DELETE', path: '/v2/groups/:id', handle: remove },
  { method: 'GET', path: '/v2/groups/:id/policies', handle: policies },
];

const groupRequest = z.object({ display_name: z.string().trim().min(1), description: z.string() });

function list(call: Call): ApiResponse {
  const rows = call.dialect.deletedGroupsListed ? [...call.reads.groups.values()] : activeGroups(call.reads);
  return listAnswer(call, 'groups', rows, (group) => renderGroup(call, group));
}

function get(call: Call): ApiResponse {
  const group = call.reads.groups.get(call.param('id'));
  const readable = group?.status === 'active' || call.dialect.deletedGroupsListed ? group : undefined;
  const row = found(call, readable, 'Group not found.');
  const members = renderedMembers(call, activeMembers(call.reads, row.id));
  return { status: 200, body: single(call, 'group', { ...renderGroup(call, row), members }, true) };
}

function create(call: Call): ApiResponse {
  const { display_name: name, description } = parseBody(groupRequest, call.body);
  const isTaken = activeGroups(call.truth).some((group) => group.name === name);
  if (isTaken && call.dialect.duplicateGroupName === '400')
    throw new HttpError(400, 'A group with this name already exists.');
  const group: GroupRow = {
    id: randomUUID(),
    seq: call.nextSeq(),
    name,
    description,
    status: 'active',
    createdAt: call.now,
    updatedAt: call.now,
  };
  call.commit(put('groups', group));
  return written(call, 201, 'group', renderGroup(call, group));
}

function update(call: Call): ApiResponse {
  const group = writableGroup(call, call.param('id'));
  const { display_name: name, description } = parseBody(groupRequest.partial(), call.body);
  const changed: GroupRow = {
    ...group,
    name: name ?? group.name,
    description: description ?? group.description,
    updatedAt: call.now,
  };
  call.commit(put('groups', changed));
  return written(call, 200, 'group', renderGroup(call, changed));
}

/** The row lingers as `deleted`; what its members inherited is gone at once. */
function remove(call: Call): ApiResponse {
  const group = writableGroup(call, call.param('id'));
  call.commit(put('groups', { ...group, status: 'deleted', updatedAt: call.now }));
  return { status: 204 };
}

function policies(call: Call): ApiResponse {
  const group = readableGroup(call, call.param('id'));
  const attached = attachmentsTo(call.reads.groupPolicies, group.id).flatMap((attachment) => {
    const policy = call.reads.policies.get(attachment.policyId);
    return policy === undefined ? [] : [{ seq: attachment.seq, attachment, policy }];
  });
  if (call.dialect.groupPolicies === 'relationships') {
    return listAnswer(call, 'policy_group_relationships', bySeq(attached), ({ policy, attachment }) => ({
      group_id: group.id,
      group_name: group.name,
      ...renderAttachment(call, policy, attachment),
    }));
  }
  const shown = page(call, bySeq(attached));
  const rendered = shown.rows.map(({ policy }) => renderPolicy(call, policy));
  return {
    status: 200,
    body: { policies: { direct: rendered, from_roles: [], all: rendered }, ...shown.meta },
  };
}
