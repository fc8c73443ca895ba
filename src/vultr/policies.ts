import { decodeBoolean, decodeId, decodeLookupText, type JsonObject } from './decode.ts';
import { decodeGroup } from './groups.ts';
import { listAll, type ResourceCodec, userReferences } from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type { Group, Policy, VultrClient } from './types.ts';
import { paths } from './wire.ts';

const policyListCodec: ResourceCodec<Policy> = { keys: ['policies'], decode: decodePolicy };

const groupListCodec: ResourceCodec<Group> = {
  keys: ['groups', 'policy_group_relationships'],
  decode: decodeGroup,
};
const userListCodec = userReferences('policy_user_relationships');

export function createPolicies(send: Send): VultrClient['policies'] {
  return {
    list: (options) => listAll(send, endpoint(paths.policies), policyListCodec, options),
    attachToGroup(policyId, groupId, options) {
      const target = endpoint(paths.policyGroup, policyId, groupId);
      return send({ method: 'POST', ...target, ...options }, () => undefined);
    },
    groups: (policyId, options) =>
      listAll(send, endpoint(paths.policyGroups, policyId), groupListCodec, options),
    users: (policyId, options) =>
      listAll(send, endpoint(paths.policyUsers, policyId), userListCodec, options),
    detachFromUser(policyId, userId, options) {
      const target = endpoint(paths.policyUser, policyId, userId);
      return send({ method: 'DELETE', ...target, ...options }, () => undefined);
    },
  };
}

function decodePolicy(row: JsonObject): Policy {
  return {
    id: decodeId(row, 'id'),
    name: decodeLookupText(row, 'name'),
    managed: decodeBoolean(row['is_system_policy']) ?? false,
  };
}
