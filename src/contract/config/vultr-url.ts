import { isPrivateHost } from '../lib/private-host.ts';

/**
 * Parses the base URL of Vultr's API and returns it without `/v2`, which each path carries itself. The key must not be sent
 * in plain text, so only https is allowed, or plain http to this machine or within a private network. A mistake does not
 * repeat the URL: it may contain a password.
 */
export function parseVultrUrl(text: string): { value: string } | { mistakes: readonly [string] } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isPrivateHost(url.hostname));
  if (url === undefined || !isSafe)
    return {
      mistakes: [
        'must begin with https://; plain http is allowed only for this machine and for names that end in .internal',
      ],
    };
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return { mistakes: ['must not contain a user, password, query or fragment'] };
  return { value: url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v2$/, '').replace(/\/+$/, '') };
}
