import { z } from 'zod';
import { eventTypes } from '../api/events.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The one with whom a secret is shared signs as many bytes as the standard asks for. */
const secret = z
  .string('must be a text')
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and base64')
  .refine(isLongEnough, 'must be whsec_ and base64 of 24 to 64 bytes');

const url = z.string('must be a text').transform((text, context) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const fits =
    parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && loopback.has(parsed.hostname));
  if (parsed === undefined || !fits) {
    context.addIssue('must be an https URL; plain http is taken for this machine only');
    return z.NEVER;
  }
  if (parsed.username !== '' || parsed.password !== '')
    context.addIssue('must not contain a user or password');
  return parsed.href;
});

const receiver = z.strictObject({
  name: z.string('must be a text').regex(/^[\w.-]{1,64}$/, 'must have 1 to 64 letters, digits, dots, - or _'),
  url,
  secret: z.preprocess(
    (given) => (Array.isArray(given) ? given : [given]),
    z.array(secret).min(1, 'must name a secret').max(5, 'must name at most 5 secrets'),
  ),
  events: z
    .array(z.enum(eventTypes, `must be one of ${eventTypes.join(', ')}`), 'must be an array')
    .min(1, 'must name an event; leave it out for all')
    .default([...eventTypes]),
});

/** Who hears of events: where, which, and by which secrets they know that it is from here. */
export type Receiver = z.output<typeof receiver>;

const receivers = z
  .array(receiver, 'must be an array')
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'each name may stand only once');

/** `ONBOARDING_WEBHOOKS`: a JSON array. Each mistake names its place, and none shows what was written there. */
export const receiversSetting = z.string().transform((text, context): Receiver[] => {
  const result = receivers.safeParse(readJson(text));
  if (result.success) return result.data;
  for (const issue of result.error.issues) context.addIssue(`${placeOf(issue.path)}${issue.message}`);
  return z.NEVER;
});

/** Not JSON is no array either; what `JSON.parse` says would show a part of the text. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function placeOf([entry, ...rest]: readonly PropertyKey[]): string {
  if (entry === undefined) return '';
  return `entry ${[Number(entry) + 1, ...rest].map(String).join('.')} `;
}

function isLongEnough(text: string): boolean {
  const bytes = Buffer.from(text.slice('whsec_'.length), 'base64').length;
  return bytes >= 24 && bytes <= 64;
}
