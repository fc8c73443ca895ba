import { asciiDomain, isMailDomain } from './ascii-domain.ts';
import { hasUnsafeCharacters } from './unsafe-characters.ts';

/**
 * The form of an address that two spellings of one mailbox share: trimmed, Unicode NFC, lower case, the domain in
 * its ASCII (IDNA) form. Dots and `+tags` are kept: only the mailbox's owner knows whether they matter.
 */
export function canonicalEmail(address: string): string {
  // A lowercase letter may compose with an accent where the capital did not.
  const text = address.trim().normalize('NFC').toLowerCase().normalize('NFC');
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  const domain = text.slice(at + 1);
  return `${text.slice(0, at)}@${asciiDomain(domain) ?? domain}`;
}

export function sameEmail(a: string, b: string): boolean {
  return canonicalEmail(a) === canonicalEmail(b);
}

/** RFC 5321 §4.1.2: a `Dot-string`, with the characters that RFC 6531 §3.3 adds. A quoted string is not accepted. */
const localPart =
  /^[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+)*$/u;

/** RFC 5321 §4.5.3.1.1 */
const maxLocalPartBytes = 64;

/** Whether the text has the form of an email address. Only an email can show whether the mailbox exists. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  return (
    localPart.test(local) &&
    !/\s/.test(text) &&
    !hasUnsafeCharacters(text) &&
    new TextEncoder().encode(local).length <= maxLocalPartBytes &&
    isMailDomain(text.slice(at + 1))
  );
}
