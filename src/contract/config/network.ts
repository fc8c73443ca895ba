import ipaddr from 'ipaddr.js';

/** A network as `parseCIDR` of ipaddr.js answers it: its address and the bits that count. */
export type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** Reads `10.1.0.0/16` or `fd00::/8`; a single address counts as a network of one. `undefined` for anything else. */
export function parseNetwork(text: string): Network | undefined {
  if (ipaddr.isValidCIDR(text) && (text.includes(':') || ipaddr.IPv4.isValidCIDRFourPartDecimal(text))) {
    return ipaddr.parseCIDR(text);
  }
  if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
