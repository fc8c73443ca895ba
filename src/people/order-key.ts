import type { Order } from '../contract/scim/bring-about.ts';
import type { RequestRecord } from '../contract/temporal/person-record.ts';

/**
 * The Idempotency-Key of what a SCIM user asks for. `flow` is the number of the flow that was seen: the same key never leads to
 * two flows, and a look that sees another flow has another key.
 */
export function orderKey(owner: string, { life, turn, order }: Order, flow: number): string {
  return `${owner}/${life}/${turn}/${order}/${flow}`;
}

/** Returns which order of the SCIM user a request follows; `undefined` if it came from anyone else. */
export function orderOf(
  owner: string,
  { idempotencyKey = '' }: Pick<RequestRecord, 'idempotencyKey'>,
): Order | undefined {
  if (!idempotencyKey.startsWith(`${owner}/`)) return undefined;
  const [life = '', turn, order] = idempotencyKey.slice(owner.length + 1).split('/');
  return { life, turn: Number(turn), order: Number(order) };
}
