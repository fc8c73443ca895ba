import { id, type Json, label, present, text } from './decode.ts';
import type { Send } from './http.ts';
import { at } from './request.ts';
import { getOne, listAll, type ResourceCodec, referenceTo, write } from './operations.ts';
import type { Group, Member, PolicyReference, VultrClient } from './types.ts';
import { paths, type WireGroupRequest, type WireMemberRequest } from './wire.ts';

const one: ResourceCodec<Group> = { keys: ['group'], decode: decodeGroup };
export const groupList: ResourceCodec<Group> = { keys: ['groups'], decode: decodeGroup };
const memberList: ResourceCodec<Member> = { keys: ['members'], decode: decodeMember };
const policyList: ResourceCodec<PolicyReference> = {
  keys: ['policies', 'policy_group_relationships'],
  decode: referenceTo('policy'),
};

export function createGroups(send: Send): VultrClient['groups'] {
  return {
    list: (options) => listAll(send, at(paths.groups), groupList, options),
    get: (groupId, options) => getOne(send, at(paths.group, groupId), one, options),
    create({ name, description }, options) {
      const body: WireGroupRequest = { display_name: name, description };
      return write(send, { ...at(paths.groups), body, signal: options?.signal }, one);
    },
    members: (groupId, options) => listAll(send, at(paths.groupMembers, groupId), memberList, options),
    addMember(groupId, user, options) {
      const body: WireMemberRequest = { user_id: user.id, display_name: user.name };
      const place = at(paths.groupMembers, groupId);
      return send({ method: 'POST', ...place, body, signal: options?.signal }, () => undefined);
    },
    removeMember: (groupId, memberId, options) =>
      send(
        { method: 'DELETE', ...at(paths.groupMember, groupId, memberId), signal: options?.signal },
        () => undefined,
      ),
    policies: (groupId, options) => listAll(send, at(paths.groupPolicies, groupId), policyList, options),
  };
}

function decodeGroup(row: Json): Group {
  return {
    id: id(row, 'group_id', 'id'),
    name: label(row, 'display_name', 'group_name'),
    description: text(row, 'description') ?? '',
    deleted: text(row, 'status')?.toLowerCase() === 'deleted',
  };
}

function decodeMember(row: Json): Member {
  return {
    id: id(row, 'user_id', 'id'),
    ...present('email', text(row, 'email')),
    name: text(row, 'display_name', 'name') ?? '',
  };
}
