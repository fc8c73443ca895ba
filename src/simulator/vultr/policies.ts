import { HttpError } from '../http.ts';
import { attachmentsTo, currentUsers } from '../state/access.ts';
import {
  type AttachmentRow,
  bySeq,
  deleteRow,
  pairId,
  type PolicyRow,
  put,
  type State,
} from '../state/rows.ts';
import { writableGroup, writableUser } from './lookups.ts';
import { listResponse } from './pagination.ts';
import { renderAttachment, renderDate, renderGroup, renderPolicy, renderPolicyUser } from './render.ts';
import { type ApiRequest, type Operation, requireRow } from './request.ts';
import { type ApiResponse, wrap, writeResponse } from './response.ts';

export const policyOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/policies', handle: list },
  { method: 'GET', path: '/v2/policies/:id', handle: get },
  { method: 'GET', path: '/v2/policies/:id/groups', handle: groups },
  { method: 'GET', path: '/v2/policies/:id/users', handle: users },
  { method: 'POST', path: '/v2/policies/:id/groups/:target', handle: (request) => attach(request, toGroup) },
  {
    method: 'DELETE',
    path: '/v2/policies/:id/groups/:target',
    handle: (request) => detach(request, toGroup),
  },
  { method: 'POST', path: '/v2/policies/:id/users/:target', handle: (request) => attach(request, toUser) },
  { method: 'DELETE', path: '/v2/policies/:id/users/:target', handle: (request) => detach(request, toUser) },
];

function list(request: ApiRequest): ApiResponse {
  const rows = [...request.readState.policies.values()];
  return listResponse(request, 'policies', rows, (policy) => renderPolicy(request, policy));
}

function get(request: ApiRequest): ApiResponse {
  const policy = renderPolicy(request, policyInPath(request, request.readState));
  return { status: 200, body: wrap(request.dialect, 'policy', policy, true) };
}

function groups(request: ApiRequest): ApiResponse {
  const { dialect, readState } = request;
  const policy = policyInPath(request, readState);
  const attached = [...readState.groupPolicies.values()].flatMap((attachment) => {
    const group = readState.groups.get(attachment.targetId);
    const isListed = attachment.policyId === policy.id && group?.status === 'active';
    return isListed ? [{ seq: attachment.seq, attachment, group }] : [];
  });
  if (dialect.policyGroups === 'groups') {
    return listResponse(request, 'groups', bySeq(attached), ({ group, attachment }) => ({
      ...renderGroup(request, group),
      assigned_date: renderDate(dialect, attachment.attachedAt),
    }));
  }
  return listResponse(request, 'policy_group_relationships', bySeq(attached), ({ group, attachment }) => ({
    group_id: group.id,
    group_name: group.name,
    ...renderAttachment(request, policy, attachment),
  }));
}

/** The users that the policy is attached to directly. Those who have it through a group are not listed. */
function users(request: ApiRequest): ApiResponse {
  const { dialect, readState, now } = request;
  const policy = policyInPath(request, readState);
  const current = new Map(currentUsers(readState, now).map((user) => [user.id, user]));
  const attached = [...readState.userPolicies.values()].flatMap((attachment) => {
    const user = current.get(attachment.targetId);
    const isListed = attachment.policyId === policy.id && user !== undefined;
    return isListed ? [{ seq: attachment.seq, attachment, user }] : [];
  });
  if (dialect.policyUsers === 'users') {
    return listResponse(request, 'users', bySeq(attached), ({ user, attachment }) =>
      renderPolicyUser(request, user, attachment),
    );
  }
  return listResponse(request, 'policy_user_relationships', bySeq(attached), ({ user, attachment }) => ({
    user_id: user.id,
    ...renderAttachment(request, policy, attachment),
  }));
}

type TargetKind = {
  readonly table: 'groupPolicies' | 'userPolicies';
  /** The key of a wrapped relationship. */
  readonly key: string;
  /** Renders the target's part of the relationship. Throws `HttpError` if the target does not exist. */
  readonly render: (request: ApiRequest, id: string) => object;
};

const toGroup: TargetKind = {
  table: 'groupPolicies',
  key: 'policy_group_relationship',
  render(request, id) {
    const group = writableGroup(request, id);
    return { group_id: group.id, group_name: group.name };
  },
};

const toUser: TargetKind = {
  table: 'userPolicies',
  key: 'policy_user_relationship',
  render: (request, id) => ({ user_id: writableUser(request, id).id }),
};

function attach(request: ApiRequest, { table, key, render }: TargetKind): ApiResponse {
  const { currentState, dialect } = request;
  const policy = policyInPath(request, currentState);
  const targetId = request.param('target');
  const target = render(request, targetId);
  const old = attachmentsTo(currentState[table], targetId).find(({ policyId }) => policyId === policy.id);
  if (old !== undefined && dialect.duplicateAttachment !== '201')
    throw new HttpError(Number(dialect.duplicateAttachment), 'This policy is already attached.');
  const attachment: AttachmentRow = old ?? {
    id: pairId(policy.id, targetId),
    seq: request.nextSeq(),
    policyId: policy.id,
    targetId,
    attachedAt: request.now,
  };
  if (dialect.attachmentWrite === 'effective') request.commit(put(table, attachment));
  return writeResponse(dialect, 201, key, { ...target, ...renderAttachment(request, policy, attachment) });
}

function detach(request: ApiRequest, { table }: TargetKind): ApiResponse {
  const id = pairId(request.param('id'), request.param('target'));
  requireRow(request, request.currentState[table].get(id), 'Policy attachment not found.');
  request.commit(deleteRow(table, id));
  return { status: 204 };
}

function policyInPath(request: ApiRequest, state: State): PolicyRow {
  return requireRow(request, state.policies.get(request.param('id')), 'Policy not found.');
}
