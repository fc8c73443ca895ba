import { id, text } from './decode.ts';
import type { Send } from './http.ts';
import { at } from './request.ts';
import { listAll, type ResourceCodec } from './operations.ts';
import type { Organization, VultrClient } from './types.ts';
import { paths } from './wire.ts';

const list: ResourceCodec<Organization> = {
  keys: ['organizations', 'orgs'],
  decode: (row) => ({ id: id(row, 'id'), name: text(row, 'name') ?? '' }),
};

export function createOrganizations(send: Send): VultrClient['organizations'] {
  return {
    list: (options) => listAll(send, at(paths.organizations), list, options),
    removeUser: (organizationId, userId, options) =>
      send(
        { method: 'DELETE', ...at(paths.organizationUser, organizationId, userId), signal: options?.signal },
        () => undefined,
      ),
  };
}
