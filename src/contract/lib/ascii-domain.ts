import { domainToASCII } from 'node:url';

/** ASCII characters that a domain name cannot contain but that Node.js would read as another part of a URL. */
const foreignAscii = /[^a-z0-9.\-\u{80}-\u{10ffff}]/iu;

/** A label of a host name in ASCII: RFC 1123 §2.1 and RFC 1035 §2.3.4. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The ASCII form (IDNA) of a domain: an internationalized domain is validated and encoded by Node.js (UTS #46), and one
 * in ASCII is only lowercased. Returns `undefined` for anything that is not a domain.
 */
export function asciiDomain(domain: string): string | undefined {
  if (foreignAscii.test(domain)) return undefined;
  return domainToASCII(domain) || undefined;
}

/** Whether an email can be delivered to this domain as far as its form shows: it has a top-level domain and no IP address. */
export function isMailDomain(domain: string): boolean {
  const ascii = asciiDomain(domain);
  if (ascii === undefined || ascii.length > 253) return false;
  const labels = ascii.split('.');
  const topLevel = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every((one) => label.test(one)) && /^(?!\d+$).{2,}$/.test(topLevel);
}
