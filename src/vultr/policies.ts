import { flag, id, type Json, label } from './decode.ts';
import type { Send } from './http.ts';
import { at } from './request.ts';
import { listAll, type ResourceCodec } from './operations.ts';
import type { Policy, VultrClient } from './types.ts';
import { paths } from './wire.ts';

const list: ResourceCodec<Policy> = { keys: ['policies'], decode: decodePolicy };

export function createPolicies(send: Send): VultrClient['policies'] {
  return {
    list: (options) => listAll(send, at(paths.policies), list, options),
    attachToGroup(policyId, groupId, options) {
      const place = at(paths.policyGroup, policyId, groupId);
      return send({ method: 'POST', ...place, signal: options?.signal }, () => undefined);
    },
  };
}

function decodePolicy(row: Json): Policy {
  return {
    id: id(row, 'id'),
    name: label(row, 'name'),
    managed: flag(row['is_system_policy']) ?? false,
  };
}
