import { isPrivateHost } from '../contract/lib/private-host.ts';

/**
 * The server's base without `/v2`, which each path carries itself. Throws `TypeError` for what the key must not be sent
 * to: anything but https, or plain http to this machine or within a private network.
 */
export function checkedBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isPrivateHost(url.hostname));
  if (url === undefined || !isSafe)
    throw new TypeError(
      "Vultr's base URL must begin with https://; plain http is for this machine and for names that end in .internal",
    );
  // Not shown: it may be a password.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new TypeError("Vultr's base URL must be an address alone: no user, password, query or fragment");
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v2$/, '').replace(/\/+$/, '');
}
