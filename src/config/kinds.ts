import { z } from 'zod';
import { parseDuration } from '../contract/lib/duration.ts';
import { type Network, parseNetwork } from '../contract/config/network.ts';
import { parseApiKeys } from './parse-api-keys.ts';
import { parseEncryptionKeys } from './parse-encryption-keys.ts';

export const port = z.coerce
  .number({ error: 'must be a port number' })
  .refine(
    (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
    'must be a port from 0 to 65535',
  );

export function duration(options: { atLeastMs: number } = { atLeastMs: 1 }) {
  return z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= options.atLeastMs) return ms;
    const least = options.atLeastMs > 1 ? ` of at least ${options.atLeastMs / 1_000}s` : '';
    context.addIssue(`must be a duration${least} such as 30s, 5m, 6h or 3d`);
    return z.NEVER;
  });
}

export function wholeNumber(least: number, most: number) {
  return z.coerce
    .number({ error: 'must be a number' })
    .refine(
      (value) => Number.isInteger(value) && value >= least && value <= most,
      `must be a whole number from ${least} to ${most}`,
    );
}

/** As the key must stand in a header: visible ASCII. The message never repeats it. */
export const headerSecret = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must consist of visible ASCII characters only');

export const vultrUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Names in `.internal` are set apart for private networks: the simulator of docker-compose.yml has one.
  const isPrivate =
    url !== undefined &&
    (['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) || url.hostname.endsWith('.internal'));
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isPrivate))
    return text.replace(/\/+$/, '').replace(/\/v2$/, '');
  context.addIssue(
    'must be an https URL; plain http is taken for this machine and for names in .internal only',
  );
  return z.NEVER;
});

export const hostAndPort = z.string().regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port, such as 127.0.0.1:9464');

export const apiKeys = parsedBy(parseApiKeys);
export const encryptionKeys = parsedBy(parseEncryptionKeys);

/** A parser answers the value, or the mistakes that it found. */
function parsedBy<Value>(parse: (text: string) => { value: Value } | { mistakes: readonly string[] }) {
  return z.string().transform((text, context) => {
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    for (const mistake of parsed.mistakes) context.addIssue(mistake);
    return z.NEVER;
  });
}

export const origins = z.string().transform((text, context) => {
  const all = text.split(',').map((one) => one.trim());
  const wrong = all.find((one) => !URL.canParse(one) || new URL(one).origin !== one);
  if (wrong === undefined) return all;
  context.addIssue('must be origins such as https://temporal.example.com, comma-separated, without a path');
  return z.NEVER;
});

export const httpsUrl = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', 'must be an https URL');

export const networks = z.string().transform((text, context) => {
  const read = text.split(',').map((entry) => ({ entry: entry.trim(), network: parseNetwork(entry.trim()) }));
  const wrong = read.filter(({ network }) => network === undefined).map(({ entry }) => entry);
  if (wrong.length > 0) {
    context.addIssue(`must be networks such as 10.1.0.0/16, comma-separated; not: ${wrong.join(', ')}`);
  }
  return read.flatMap(({ network }): Network[] => (network === undefined ? [] : [network]));
});
