import { isEmail } from '../lib/email.ts';
import type { ScimResource } from './resource.ts';

type Email = { readonly value?: unknown; readonly type?: unknown; readonly primary?: unknown };

/**
 * The address to which a user is invited: the primary email, else the one of type `work`, else the `userName`, else the
 * first email that is an address. Returns `undefined` if none of them is an address.
 */
export function addressOf({ emails, userName }: ScimResource): string | undefined {
  const all = emailsOf(emails);
  const candidates = [
    all.find(({ primary }) => primary === true)?.value,
    all.find(({ type }) => typeof type === 'string' && type.toLowerCase() === 'work')?.value,
    userName,
    ...all.map(({ value }) => value),
  ];
  return candidates.filter((one) => typeof one === 'string').find((one) => isEmail(one));
}

/** Every email of a user that is an address. */
export function addressesOf({ emails }: ScimResource): string[] {
  return emailsOf(emails)
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string')
    .filter((value) => isEmail(value));
}

function emailsOf(emails: unknown): readonly Email[] {
  return Array.isArray(emails) ? emails.filter((one) => typeof one === 'object' && one !== null) : [];
}
