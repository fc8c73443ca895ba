import { defined } from '../contract/lib/optional.ts';
import { decodeId, decodeLookupText, decodeText, type JsonObject } from './decode.ts';
import { decodeReference, getOne, listAll, type ResourceCodec, write } from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type { Group, Member, PolicyReference, VultrClient } from './types.ts';
import { paths, type WireGroupRequest, type WireMemberRequest } from './wire.ts';

const groupCodec: ResourceCodec<Group> = { keys: ['group'], decode: decodeGroup };
export const groupListCodec: ResourceCodec<Group> = { keys: ['groups'], decode: decodeGroup };
const memberListCodec: ResourceCodec<Member> = { keys: ['members'], decode: decodeMember };
const policyListCodec: ResourceCodec<PolicyReference> = {
  keys: ['policies', 'policy_group_relationships'],
  decode: decodeReference('policy'),
};

export function createGroups(send: Send): VultrClient['groups'] {
  return {
    list: (options) => listAll(send, endpoint(paths.groups), groupListCodec, options),
    get: (groupId, options) => getOne(send, endpoint(paths.group, groupId), groupCodec, options),
    create({ name, description }, options) {
      const body: WireGroupRequest = { display_name: name, description };
      return write(send, { ...endpoint(paths.groups), body, ...options }, groupCodec);
    },
    members: (groupId, options) =>
      listAll(send, endpoint(paths.groupMembers, groupId), memberListCodec, options),
    addMember(groupId, user, options) {
      const body: WireMemberRequest = { user_id: user.id, display_name: user.name };
      const target = endpoint(paths.groupMembers, groupId);
      return send({ method: 'POST', ...target, body, ...options }, () => undefined);
    },
    removeMember(groupId, memberId, options) {
      const target = endpoint(paths.groupMember, groupId, memberId);
      return send({ method: 'DELETE', ...target, ...options }, () => undefined);
    },
    policies: (groupId, options) =>
      listAll(send, endpoint(paths.groupPolicies, groupId), policyListCodec, options),
  };
}

export function decodeGroup(row: JsonObject): Group {
  return {
    id: decodeId(row, 'group_id', 'id'),
    name: decodeLookupText(row, 'display_name', 'group_name'),
    description: decodeText(row, 'description') ?? '',
    deleted: decodeText(row, 'status')?.toLowerCase() === 'deleted',
  };
}

function decodeMember(row: JsonObject): Member {
  return {
    id: decodeId(row, 'user_id', 'id'),
    ...defined({ email: decodeText(row, 'email') }),
    name: decodeText(row, 'display_name', 'name') ?? '',
  };
}
