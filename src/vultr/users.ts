import { flag, id, type Json, label, text } from './decode.ts';
import { groupList } from './groups.ts';
import type { Send } from './http.ts';
import { at } from './request.ts';
import { getOne, listAll, type ResourceCodec, referenceTo } from './operations.ts';
import type { PolicyReference, RoleReference, User, VultrClient } from './types.ts';
import { paths } from './wire.ts';

const one: ResourceCodec<User> = { keys: ['user'], decode: decodeUser };
const list: ResourceCodec<User> = { keys: ['users'], decode: decodeUser };
const policyList: ResourceCodec<PolicyReference> = {
  keys: ['policies', 'policy_user_relationships'],
  decode: referenceTo('policy'),
};
const roleList: ResourceCodec<RoleReference> = {
  keys: ['roles', 'role_user_relationships', 'assignments'],
  decode: referenceTo('role'),
};

export function createUsers(send: Send): VultrClient['users'] {
  return {
    list: (options) => listAll(send, at(paths.users), list, options),
    get: (userId, options) => getOne(send, at(paths.user, userId), one, options),
    groups: (userId, options) => listAll(send, at(paths.userGroups, userId), groupList, options),
    policies: (userId, options) => listAll(send, at(paths.userPolicies, userId), policyList, options),
    roles: (userId, options) => listAll(send, at(paths.userRoles, userId), roleList, options),
    myGroups: (options) => listAll(send, at(paths.myGroups), groupList, options),
  };
}

function decodeUser(row: Json): User {
  const serviceUser = flag(row['service_user']) ?? false;
  const names = [text(row, 'first_name'), text(row, 'last_name')].filter((name) => name !== undefined);
  return {
    id: id(row, 'user_id', 'id'),
    // Nobody is invited as a service user, so one without an address can stand for nobody.
    email: serviceUser ? (text(row, 'email') ?? '') : label(row, 'email'),
    name: text(row, 'name') ?? names.join(' '),
    ...statusOf(row),
    serviceUser,
  };
}

function statusOf(row: Json): Pick<User, 'activity' | 'statusText' | 'pending'> {
  const status = typeof row['status'] === 'boolean' ? String(row['status']) : text(row, 'status');
  const accepted = flag(row['invite_accepted']);
  if (status !== undefined) {
    const isActive = status.toLowerCase() === 'active' || flag(status) === true;
    // A word says itself what it means; of a `false`, only the other key tells whether the person ever came.
    const pending =
      /^(invite[ _])?pending$/i.test(status.trim()) || (flag(status) === false && accepted === false);
    return { activity: isActive ? 'active' : 'inactive', statusText: status, pending };
  }
  if (accepted === undefined) return { activity: 'unknown', statusText: 'unknown', pending: false };
  const activity = accepted ? 'active' : 'inactive';
  return { activity, statusText: `invite_accepted: ${accepted}`, pending: !accepted };
}
