import type { FastifyRequest } from 'fastify';
import { isRead } from '../is-read.ts';

/**
 * Whether a request may change something: it reads only, or a page of this console sent it. Browsers say so in
 * `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/); if they do not, as over plain HTTP, `Origin` must be ours:
 * the configured one, or the host that the request was sent to. The session cookie alone proves nothing, because a form
 * on another host of the same site brings it along.
 */
export function isFromHere(
  { method, headers, host }: FastifyRequest,
  publicUrl: string | undefined,
): boolean {
  if (isRead(method)) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === publicUrl || new URL(origin).host === host;
}
