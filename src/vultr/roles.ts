import { listAll, userReferences } from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type { VultrClient } from './types.ts';
import { paths } from './wire.ts';

const userListCodec = userReferences('role_user_relationships');

export function createRoles(send: Send): VultrClient['roles'] {
  return {
    users: (roleId, options) => listAll(send, endpoint(paths.roleUsers, roleId), userListCodec, options),
    removeFromUser(roleId, userId, options) {
      const target = endpoint(paths.roleUser, roleId, userId);
      return send({ method: 'DELETE', ...target, ...options }, () => undefined);
    },
  };
}
