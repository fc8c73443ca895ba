import { decodeBoolean, decodeId, decodeLookupText, type JsonObject } from './decode.ts';
import { listAll, type ResourceCodec } from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type { Policy, VultrClient } from './types.ts';
import { paths } from './wire.ts';

const policyListCodec: ResourceCodec<Policy> = { keys: ['policies'], decode: decodePolicy };

export function createPolicies(send: Send): VultrClient['policies'] {
  return {
    list: (options) => listAll(send, endpoint(paths.policies), policyListCodec, options),
    attachToGroup(policyId, groupId, options) {
      const target = endpoint(paths.policyGroup, policyId, groupId);
      return send({ method: 'POST', ...target, ...options }, () => undefined);
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
