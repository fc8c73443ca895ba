import ipaddr from 'ipaddr.js';

/** A network, as `parseCIDR` of ipaddr.js returns it: its address and the length of its prefix in bits. */
export type Network = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * Parses `10.1.0.0/16` or `fd00::/8`. A single address is a network of one address. Returns `undefined` for anything
 * else.
 */
export function parseNetwork(text: string): Network | undefined {
  if (ipaddr.isValidCIDR(text) && (text.includes(':') || ipaddr.IPv4.isValidCIDRFourPartDecimal(text))) {
    return ipaddr.parseCIDR(text);
  }
  if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
