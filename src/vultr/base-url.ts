import { parseVultrUrl } from '../contract/config/vultr-url.ts';

/** Returns the base URL as `parseVultrUrl` does. Throws `TypeError` for a URL that the key must not be sent to. */
export function normalizeBaseUrl(baseUrl: string): string {
  const parsed = parseVultrUrl(baseUrl);
  if ('value' in parsed) return parsed.value;
  throw new TypeError(`Vultr's base URL ${parsed.mistakes.join('; ')}`);
}
