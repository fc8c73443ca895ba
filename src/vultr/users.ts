import { defined } from '../contract/lib/optional.ts';
import { decodeBoolean, decodeId, decodeLookupText, decodeText, type JsonObject } from './decode.ts';
import { groupListCodec } from './groups.ts';
import {
  decodeAssignment,
  decodeReference,
  getOne,
  listAll,
  readTotal,
  type ResourceCodec,
} from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type {
  ApiKey,
  Assignment,
  PolicyReference,
  RoleReference,
  Session,
  User,
  VultrClient,
} from './types.ts';
import { paths, type WireUserRequest } from './wire.ts';

const userCodec: ResourceCodec<User> = { keys: ['user'], decode: decodeUser };
export const userListCodec: ResourceCodec<User> = { keys: ['users'], decode: decodeUser };
const policyListCodec: ResourceCodec<PolicyReference> = {
  keys: ['policies', 'policy_user_relationships'],
  decode: decodeReference('policy'),
};
const roleListCodec: ResourceCodec<RoleReference> = {
  keys: ['roles', 'role_user_relationships', 'assignments'],
  decode: decodeReference('role'),
};
const policyAssignmentCodec: ResourceCodec<Assignment> = {
  keys: policyListCodec.keys,
  decode: decodeAssignment('policy'),
};
const roleAssignmentCodec: ResourceCodec<Assignment> = {
  keys: roleListCodec.keys,
  decode: decodeAssignment('role'),
};
/** Lists mask the keys, as far as is known. */
const apiKeyListCodec: ResourceCodec<ApiKey> = {
  keys: ['api_keys'],
  decode: (row) => ({ id: decodeId(row, 'id'), ...defined({ name: decodeText(row, 'name') }) }),
  secret: true,
};
/** Vultr's Go client knows no `id`. */
const sessionListCodec: ResourceCodec<Session> = {
  keys: ['sessions', 'assumed_role_sessions'],
  decode: (row) => ({
    id: decodeId(row, 'id', 'session_token'),
    token: decodeId(row, 'session_token'),
  }),
  secret: true,
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
    policyAssignments: (userId, options) =>
      listAll(send, endpoint(paths.userPolicies, userId), policyAssignmentCodec, options),
    roleAssignments: (userId, options) =>
      listAll(send, endpoint(paths.userRoles, userId), roleAssignmentCodec, options),
    setApiAccess(userId, enabled, options) {
      const body: WireUserRequest = { api_enabled: enabled };
      return send({ method: 'PATCH', ...endpoint(paths.user, userId), body, ...options }, () => undefined);
    },
    apiKeys: (userId, options) =>
      listAll(send, endpoint(paths.userApiKeys, userId), apiKeyListCodec, options),
    deleteApiKey(userId, keyId, options) {
      const target = endpoint(paths.userApiKey, userId, keyId);
      return send({ method: 'DELETE', ...target, ...options }, () => undefined);
    },
    sessions: (userId, options) =>
      listAll(send, endpoint(paths.userSessions, userId), sessionListCodec, options),
    revokeSession(token, options) {
      const target = endpoint(paths.session, token);
      return send({ method: 'DELETE', ...target, secret: true, ...options }, () => undefined);
    },
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
    ...defined({
      apiEnabled: decodeBoolean(row['api_enabled']),
      invitedBy: decodeText(row, 'invited_by'),
    }),
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
