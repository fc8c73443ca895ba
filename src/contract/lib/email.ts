import { domainToASCII } from 'node:url';

/**
 * The form of an address that two spellings of one mailbox share: trimmed, Unicode NFC, lower case, the domain in
 * its ASCII (IDNA) form. Dots and `+tags` are kept: only the mailbox's owner knows whether they matter.
 */
export function canonicalEmail(address: string): string {
  const text = address.trim().normalize('NFC').toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  const domain = text.slice(at + 1);
  return `${text.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

export function sameEmail(a: string, b: string): boolean {
  return canonicalEmail(a) === canonicalEmail(b);
}
