import { isPrivateHost } from '../contract/lib/private-host.ts';

/**
 * Returns the base URL without `/v2`, which each path carries itself. Throws `TypeError` for a URL that the key must
 * not be sent to: only https is allowed, or plain http to this machine or within a private network.
 */
export function normalizeBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isPrivateHost(url.hostname));
  if (url === undefined || !isSafe)
    throw new TypeError(
      "Vultr's base URL must begin with https://; plain http is allowed only for this machine and for names that end in .internal",
    );
  // The message does not repeat the URL: it may contain a password.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new TypeError("Vultr's base URL must not contain a user, password, query or fragment");
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v2$/, '').replace(/\/+$/, '');
}
