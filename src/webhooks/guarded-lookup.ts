import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Network } from '../contract/config/network.ts';
import { isReachable } from './reachable.ts';

/** The receiver's host has no network address to which events may be sent. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';

  constructor(host: string) {
    super(
      `${host} has no public network address. To send events to a private network, add it to ONBOARDING_WEBHOOKS_ALLOW.`,
    );
  }
}

type Resolve = (
  host: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6' | undefined; hints?: number | undefined },
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

/**
 * A `lookup` for connections that drops every forbidden network address. Node connects to the addresses that it
 * returns, so a host that resolves differently a moment later gains nothing. The callback receives `ForbiddenAddress`
 * if no address is left.
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

/** Checks a host that is a literal network address, which Node never looks up. Throws `ForbiddenAddress`. */
export function refuseForbiddenLiteral({ hostname }: URL, allowed: readonly Network[]): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isReachable(host, allowed)) throw new ForbiddenAddress(host);
}
