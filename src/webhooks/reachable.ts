import ipaddr from 'ipaddr.js';
import type { Network } from '../contract/config/network.ts';

/** What answers there is not a public host, although the address looks like one. */
const metadataServices = new Set(['168.63.129.16' /* Azure's, on every machine there */]);

/** All that is handed out to hosts; beside it lie forms that only wrap an IPv4 address, and what is set aside. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an event may be sent to an address: public ones only, and those of networks that the operator named. An IPv6
 * address that stands for an IPv4 one is judged as that one.
 */
export function isReachable(address: string, allowed: readonly Network[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const named = allowed.some(
    ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
  );
  if (named) return true;
  if (parsed.range() !== 'unicast' || metadataServices.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}
