import { consolePath } from '../paths.ts';

export const signInPath = `${consolePath}/sign-in`;

const maxLength = 1_000;
/** Stands for the console's own origin; no other address has it. */
const base = 'http://console.invalid';

/**
 * Returns the path and query to go to after a sign-in: what was asked for if it is a page of the console, otherwise the
 * first page. Nothing else is possible, because a link to the sign-in page could otherwise lead anywhere.
 */
export function safeTarget(to: unknown): string {
  if (typeof to !== 'string' || to.length > maxLength || !URL.canParse(to, base)) return consolePath;
  const { origin, pathname, search } = new URL(to, base);
  const isPage = pathname === consolePath || pathname.startsWith(`${consolePath}/`);
  return origin === base && isPage && !pathname.startsWith(signInPath) ? `${pathname}${search}` : consolePath;
}

/** The sign-in page that leads back to a page of the console. */
export function signInUrl(to: string): string {
  const target = safeTarget(to);
  return target === consolePath
    ? signInPath
    : `${signInPath}?${new URLSearchParams({ to: target }).toString()}`;
}
