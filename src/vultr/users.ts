import { decodeBoolean, decodeId, decodeLookupText, decodeText, type JsonObject } from './decode.ts';
import { groupListCodec } from './groups.ts';
import { decodeReference, getOne, listAll, readTotal, type ResourceCodec } from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type { PolicyReference, RoleReference, User, VultrClient } from './types.ts';
import { paths } from './wire.ts';

const userCodec: ResourceCodec<User> = { keys: ['user'], decode: decodeUser };
const userListCodec: ResourceCodec<User> = { keys: ['users'], decode: decodeUser };
const policyListCodec: ResourceCodec<PolicyReference> = {
  keys: ['policies', 'policy_user_relationships'],
  decode: decodeReference('policy'),
};
const roleListCodec: ResourceCodec<RoleReference> = {
  keys: ['roles', 'role_user_relationships', 'assignments'],
  decode: decodeReference('role'),
};

export function createUsers(send: Send): VultrClient['users'] {
  return {
    list: (options) => listAll(send, endpoint(paths.users), userListCodec, options),
    total: (options) => readTotal(send, endpoint(paths.users), options),
    get: (userId, options) => getOne(send, endpoint(paths.user, userId), userCodec, options),
    groups: (userId, options) => listAll(send, endpoint(paths.userGroups, userId), groupListCodec, options),
    policies: (userId, options) =>
      listAll(send, endpoint(paths.userPolicies, userId), policyListCodec, options),
    roles: (userId, options) => listAll(send, endpoint(paths.userRoles, userId), roleListCodec, options),
    myGroups: (options) => listAll(send, endpoint(paths.myGroups), groupListCodec, options),
  };
}

function decodeUser(row: JsonObject): User {
  const serviceUser = decodeBoolean(row['service_user']) ?? false;
  const names = [decodeText(row, 'first_name'), decodeText(row, 'last_name')].filter(
    (name) => name !== undefined,
  );
  return {
    id: decodeId(row, 'user_id', 'id'),
    // Service users are never invited, so one without an email cannot be mistaken for an invited person.
    email: serviceUser ? (decodeText(row, 'email') ?? '') : decodeLookupText(row, 'email'),
    name: decodeText(row, 'name') ?? names.join(' '),
    ...decodeStatus(row),
    serviceUser,
  };
}

function decodeStatus(row: JsonObject): Pick<User, 'activity' | 'statusText' | 'pending'> {
  const status = typeof row['status'] === 'boolean' ? String(row['status']) : decodeText(row, 'status');
  const accepted = decodeBoolean(row['invite_accepted']);
  if (status !== undefined) {
    const isActive = status.toLowerCase() === 'active' || decodeBoolean(status) === true;
    // A word is unambiguous; for `false`, only the other key shows whether the person ever accepted.
    const pending =
      /^(invite[ _])?pending$/i.test(status.trim()) ||
      (decodeBoolean(status) === false && accepted === false);
    return { activity: isActive ? 'active' : 'inactive', statusText: status, pending };
  }
  if (accepted === undefined) return { activity: 'unknown', statusText: 'unknown', pending: false };
  const activity = accepted ? 'active' : 'inactive';
  return { activity, statusText: `invite_accepted: ${accepted}`, pending: !accepted };
}
