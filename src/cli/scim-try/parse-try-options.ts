import { parseArgs } from 'node:util';

export const tryUsage = `npm run scim:try -- URL TOKEN

Tests a running service's SCIM as an identity provider uses it: errors, filters, and the life of one user and one group,
which it deletes at the end. The user is never active, so nobody is invited.

  URL    What the identity provider is given, such as https://onboarding.example.com/scim/v2
  TOKEN  The secret of a key with the scope provision`;

/** Parses the arguments. Throws `TypeError` if they are not a URL and a token. */
export function parseTryOptions(args: readonly string[]): { readonly url: string; readonly token: string } {
  const [url, token, ...others] = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {},
  }).positionals;
  if (url === undefined || token === undefined || others.length > 0)
    throw new TypeError('A URL and a token are required.');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new TypeError('The URL must begin with https://, or with http:// on this machine.');
  return { url: url.replace(/\/+$/, ''), token };
}
