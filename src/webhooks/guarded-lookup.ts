import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Network } from '../contract/config/network.ts';
import { isReachable } from './reachable.ts';

/** The receiver's name leads to where no event may go. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';

  constructor(host: string) {
    super(
      `${host} leads to an address that is not public. Name its network in ONBOARDING_WEBHOOKS_ALLOW if it is meant.`,
    );
  }
}

type Resolve = (
  host: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6' | undefined; hints?: number | undefined },
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

/**
 * Name resolution for a connection that drops what is not reachable. The addresses it answers are those that are
 * connected to, so a name that resolves differently a moment later gains nothing. The callback gets `ForbiddenAddress`.
 */
export function guardedLookup(allowed: readonly Network[], resolve: Resolve = lookup): LookupFunction {
  return (host, { family, hints, all }, callback) => {
    resolve(host, { family, hints, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const reachable = addresses.filter(({ address }) => isReachable(address, allowed));
      const [first] = reachable;
      if (first === undefined) callback(new ForbiddenAddress(host), '');
      else if (all === true) callback(null, reachable);
      else callback(null, first.address, first.family);
    });
  };
}

/** A host that is an address already is never looked up. Throws `ForbiddenAddress`. */
export function refuseForbiddenLiteral({ hostname }: URL, allowed: readonly Network[]): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isReachable(host, allowed)) throw new ForbiddenAddress(host);
}
