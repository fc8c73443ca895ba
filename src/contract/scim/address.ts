import { isEmail } from '../lib/email.ts';
import type { ScimResource } from './resource.ts';

type Email = { readonly value?: unknown; readonly type?: unknown; readonly primary?: unknown };

/**
 * The address to which a user is invited: the primary email, else the one of type `work`, else the `userName`, else the
 * first email that is an address. Returns `undefined` if none of them is an address.
 */
export function addressOf({ emails, userName }: ScimResource): string | undefined {
  const all = entriesOf(emails);
  const candidates = [
    all.find(({ primary }) => primary === true)?.value,
    all.find(({ type }) => typeof type === 'string' && type.toLowerCase() === 'work')?.value,
    userName,
    ...all.map(({ value }) => value),
  ];
  return candidates.filter((one) => typeof one === 'string').find((one) => isEmail(one));
}

/** Every email of a user, those included to which no email can be sent. */
export function emailsOf({ emails }: ScimResource): string[] {
  return entriesOf(emails)
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string');
}

function entriesOf(emails: unknown): readonly Email[] {
  return Array.isArray(emails) ? emails.filter((one) => typeof one === 'object' && one !== null) : [];
}
