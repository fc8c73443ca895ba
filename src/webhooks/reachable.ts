import ipaddr from 'ipaddr.js';
import type { Network } from '../contract/config/network.ts';

/** Cloud metadata services whose network address looks like that of a public host. */
const metadataServices = new Set(['168.63.129.16' /* Azure's, on every machine there */]);

/** The range of public IPv6 hosts. Outside of it are forms that only wrap an IPv4 address, and reserved ranges. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether events may be sent to a network address: it is public, or in a network that the operator allows. An IPv6
 * address that stands for an IPv4 address is treated as that address.
 */
export function isReachable(address: string, allowed: readonly Network[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const isAllowed = allowed.some(
    ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
  );
  if (isAllowed) return true;
  if (parsed.range() !== 'unicast' || metadataServices.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}
