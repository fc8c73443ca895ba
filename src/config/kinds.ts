import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { isEmail } from '../contract/lib/email.ts';
import { parseDuration } from '../contract/lib/duration.ts';
import type { HostAndPort } from '../contract/lib/host-and-port.ts';
import { isLoopback } from '../contract/lib/private-host.ts';
import { type Network, parseNetwork } from '../contract/config/network.ts';
import { parseVultrUrl } from '../contract/config/vultr-url.ts';
import { parseApiKeys } from './parse-api-keys.ts';
import { parseConsoleRoles } from './parse-console-roles.ts';
import { parseEncryptionKeys } from './parse-encryption-keys.ts';

const maxPort = 65_535;

export const port = z.coerce
  .number({ error: 'must be a port number' })
  .refine(
    (value) => Number.isInteger(value) && value >= 0 && value <= maxPort,
    `must be a port from 0 to ${maxPort}`,
  );

const dayMs = 24 * 60 * 60_000;

/** A timer of Node.js that should wait for 2^31 ms, which is 24.8 days, or longer does not wait at all. */
const longestTimerMs = 24 * dayMs;

/** A duration, by default one that a timer of Node.js can wait for. `maxMs` consists of whole days. */
export function duration({ minMs = 1, maxMs = longestTimerMs }: { minMs?: number; maxMs?: number } = {}) {
  return z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
    const minimum = minMs > 1 ? `at least ${minMs / 1_000}s and ` : '';
    context.addIssue(`must be a duration of ${minimum}at most ${maxMs / dayMs}d, such as 30s, 5m, 6h or 3d`);
    return z.NEVER;
  });
}

export function wholeNumber(min: number, max: number) {
  return z.coerce
    .number({ error: 'must be a number' })
    .refine(
      (value) => Number.isInteger(value) && value >= min && value <= max,
      `must be a whole number from ${min} to ${max}`,
    );
}

/** A secret that is sent in an HTTP header, so it must be visible ASCII. The message never repeats it. */
export const headerSecret = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must consist of visible ASCII characters only');

/** A name or an IP address to listen on, without brackets. */
export const host = z
  .string()
  .refine(isHost, 'must be an IP address, such as 127.0.0.1 or ::1, or a name, without brackets and port');

function isHost(text: string): boolean {
  return text.includes(':') ? isIPv6(text) : /^[\w.-]+$/.test(text);
}

export const hostAndPort = z.string().transform((text, context): HostAndPort => {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*:[^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const address = { host: bracketed ?? plain ?? '', port: Number(digits) };
  if (isHost(address.host) && address.port <= maxPort) return address;
  context.addIssue(
    `must be host:port, such as 127.0.0.1:9464 or [::1]:9464, with a port from 0 to ${maxPort}`,
  );
  return z.NEVER;
});

export const vultrUrl = parsedBy(parseVultrUrl);
export const apiKeys = parsedBy(parseApiKeys);
export const encryptionKeys = parsedBy(parseEncryptionKeys);
export const consoleRoles = parsedBy(parseConsoleRoles);

/** Makes a schema of a parser that returns either the value or the mistakes that it found. */
function parsedBy<Value>(parse: (text: string) => { value: Value } | { mistakes: readonly string[] }) {
  return z.string().transform((text, context) => {
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    for (const mistake of parsed.mistakes) context.addIssue(mistake);
    return z.NEVER;
  });
}

export const origins = z.string().transform((text, context) => {
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => URL.canParse(entry) && new URL(entry).origin === entry)) return entries;
  context.addIssue('must be origins such as https://temporal.example.com, comma-separated, without a path');
  return z.NEVER;
});

export const httpsUrl = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', 'must be an https URL');

/** An https URL, or an http URL of this machine, which is all that OpenID Connect needs for a trial. */
export const issuerUrl = z.string().refine(isSecureUrl, secureUrlExpected('URL'));

/** The scheme and host of such a URL. */
export const secureOrigin = z
  .string()
  .refine(
    (text) => isSecureUrl(text) && new URL(text).origin === text,
    `${secureUrlExpected('origin')}, such as https://onboarding.example.com, without a path`,
  );

function isSecureUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}

function secureUrlExpected(what: string): string {
  return `must be an https ${what}; plain http is allowed for this machine only`;
}

/** The `scope` of a sign-in: https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest */
export const oidcScope = z
  .string()
  .refine((text) => text.split(' ').includes('openid'), 'must include openid, such as openid profile email');

/** Texts, separated by commas; `none` is an empty list. */
export const texts = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && entry !== 'none'),
);

/** The message repeats no entry: it would be personal data. */
export const emails = texts.refine(
  (entries) => entries.every(isEmail),
  'must be email addresses, comma-separated',
);

export const networks = z.string().transform((text, context) => {
  const parsed = text
    .split(',')
    .map((entry) => ({ entry: entry.trim(), network: parseNetwork(entry.trim()) }));
  const invalid = parsed.filter(({ network }) => network === undefined).map(({ entry }) => entry);
  if (invalid.length > 0) {
    context.addIssue(`must be networks such as 10.1.0.0/16, comma-separated; not: ${invalid.join(', ')}`);
  }
  return parsed.flatMap(({ network }): Network[] => (network === undefined ? [] : [network]));
});
