import { attachmentsTo } from '../state/access.ts';
import { type AttachmentRow, bySeq, drop, pairId, type PolicyRow, put, type State } from '../state/rows.ts';
import { type ApiResponse, type Call, found, type Operation, HttpError, single, written } from './call.ts';
import { writableGroup, writableUser } from './lookups.ts';
import { listAnswer } from './pages.ts';
import { date, renderAttachment, renderGroup, renderPolicy } from './render.ts';

export const policyOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/policies', handle: list },
  { method: 'GET', path: '/v2/policies/:id', handle: get },
  { method: 'GET', path: '/v2/policies/:id/groups', handle: groups },
  { method: 'POST', path: '/v2/policies/:id/groups/:target', handle: (call) => attach(call, toGroup) },
  { method: 'DELETE', path: '/v2/policies/:id/groups/:target', handle: (call) => detach(call, toGroup) },
  { method: 'POST', path: '/v2/policies/:id/users/:target', handle: (call) => attach(call, toUser) },
  { method: 'DELETE', path: '/v2/policies/:id/users/:target', handle: (call) => detach(call, toUser) },
];

function list(call: Call): ApiResponse {
  const rows = [...call.reads.policies.values()];
  return listAnswer(call, 'policies', rows, (policy) => renderPolicy(call, policy));
}

function get(call: Call): ApiResponse {
  return { status: 200, body: single(call, 'policy', renderPolicy(call, policyIn(call, call.reads)), true) };
}

function groups(call: Call): ApiResponse {
  const policy = policyIn(call, call.reads);
  const attached = [...call.reads.groupPolicies.values()].flatMap((attachment) => {
    const group = call.reads.groups.get(attachment.targetId);
    const isShown = attachment.policyId === policy.id && group?.status === 'active';
    return isShown ? [{ seq: attachment.seq, attachment, group }] : [];
  });
  if (call.dialect.policyGroups === 'groups') {
    return listAnswer(call, 'groups', bySeq(attached), ({ group, attachment }) => ({
      ...renderGroup(call, group),
      assigned_date: date(call.dialect, attachment.attachedAt),
    }));
  }
  return listAnswer(call, 'policy_group_relationships', bySeq(attached), ({ group, attachment }) => ({
    group_id: group.id,
    group_name: group.name,
    ...renderAttachment(call, policy, attachment),
  }));
}

type Target = {
  readonly table: 'groupPolicies' | 'userPolicies';
  readonly key: string;
  /** The target as the relation's row names it. Throws `Refusal` where it is not there. */
  readonly name: (call: Call, id: string) => object;
};

const toGroup: Target = {
  table: 'groupPolicies',
  key: 'policy_group_relationship',
  name(call, id) {
    const group = writableGroup(call, id);
    return { group_id: group.id, group_name: group.name };
  },
};

const toUser: Target = {
  table: 'userPolicies',
  key: 'policy_user_relationship',
  name: (call, id) => ({ user_id: writableUser(call, id).id }),
};

function attach(call: Call, target: Target): ApiResponse {
  const policy = policyIn(call, call.truth);
  const targetId = call.param('target');
  const named = target.name(call, targetId);
  const { duplicateAttachment, attachmentWrite } = call.dialect;
  const old = attachmentsTo(call.truth[target.table], targetId).find(
    ({ policyId }) => policyId === policy.id,
  );
  if (old !== undefined && duplicateAttachment !== '201')
    throw new HttpError(Number(duplicateAttachment), 'This policy is already attached.');
  const attachment: AttachmentRow = old ?? {
    id: pairId(policy.id, targetId),
    seq: call.nextSeq(),
    policyId: policy.id,
    targetId,
    attachedAt: call.now,
  };
  if (attachmentWrite === 'effective') call.commit(put(target.table, attachment));
  return written(call, 201, target.key, { ...named, ...renderAttachment(call, policy, attachment) });
}

function detach(call: Call, target: Target): ApiResponse {
  const id = pairId(call.param('id'), call.param('target'));
  found(call, call.truth[target.table].get(id), 'Policy attachment not found.');
  call.commit(drop(target.table, id));
  return { status: 204 };
}

function policyIn(call: Call, state: State): PolicyRow {
  return found(call, state.policies.get(call.param('id')), 'Policy not found.');
}
