import { decodeId, decodeText } from './decode.ts';
import { listAll, type ResourceCodec } from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type { Organization, VultrClient } from './types.ts';
import { userListCodec } from './users.ts';
import { paths } from './wire.ts';

const organizationListCodec: ResourceCodec<Organization> = {
  keys: ['organizations', 'orgs'],
  decode: (row) => ({ id: decodeId(row, 'id'), name: decodeText(row, 'name') ?? '' }),
};

export function createOrganizations(send: Send): VultrClient['organizations'] {
  return {
    list: (options) => listAll(send, endpoint(paths.organizations), organizationListCodec, options),
    removeUser(organizationId, userId, options) {
      const target = endpoint(paths.organizationUser, organizationId, userId);
      return send({ method: 'DELETE', ...target, ...options }, () => undefined);
    },
    suspendUser(organizationId, userId, options) {
      const target = endpoint(paths.suspendUser, organizationId, userId);
      return send({ method: 'PUT', ...target, ...options }, () => undefined);
    },
    unsuspendUser(organizationId, userId, options) {
      const target = endpoint(paths.unsuspendUser, organizationId, userId);
      return send({ method: 'PUT', ...target, ...options }, () => undefined);
    },
    suspendedUsers: (organizationId, options) =>
      listAll(send, endpoint(paths.suspendedUsers, organizationId), userListCodec, options),
  };
}
