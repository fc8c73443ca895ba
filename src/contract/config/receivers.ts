import { z } from 'zod';
import { serviceEventTypes } from '../api/service-events.ts';
import { isLoopback } from '../lib/private-host.ts';
import { parseJson } from './parse-json.ts';

/** Standard Webhooks requires 24 to 64 bytes. */
const secret = z
  .string('must be a string')
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and base64')
  .refine(hasAllowedLength, 'must be whsec_ and base64 of 24 to 64 bytes');

const url = z.string('must be a string').transform((text, context) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const isAllowed =
    parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname));
  if (parsed === undefined || !isAllowed) {
    context.addIssue('must be an https URL; plain http is allowed for this machine only');
    return z.NEVER;
  }
  if (parsed.username !== '' || parsed.password !== '')
    context.addIssue('must not contain a user or password');
  return parsed.href;
});

const receiver = z.strictObject({
  name: z
    .string('must be a string')
    .regex(/^[\w.-]{1,64}$/, 'must have 1 to 64 letters, digits, dots, - or _'),
  url,
  secret: z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]),
    z.array(secret).min(1, 'must contain a secret').max(5, 'must contain at most 5 secrets'),
  ),
  events: z
    .array(z.enum(serviceEventTypes, `must be one of ${serviceEventTypes.join(', ')}`), 'must be an array')
    .min(1, 'must contain an event type; leave it out to receive all of them')
    .default([...serviceEventTypes]),
});

/** A receiver of events: its URL, the event types it gets, and the secrets that sign each request. */
export type Receiver = z.output<typeof receiver>;

const receivers = z
  .array(receiver, 'must be an array')
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'each name must be unique');

/** `ONBOARDING_WEBHOOKS`, a JSON array. Each mistake says where it is, and none repeats what was written there. */
export const receiversSetting = z.string().transform((text, context): Receiver[] => {
  const { value, repeated } = parseJson(text);
  if (repeated !== undefined) {
    context.addIssue(`${locationOf(repeated)}must be given only once`);
    return z.NEVER;
  }
  const result = receivers.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) context.addIssue(`${locationOf(issue.path)}${issue.message}`);
  return z.NEVER;
});

function locationOf([entry, ...rest]: readonly PropertyKey[]): string {
  if (entry === undefined) return '';
  return `entry ${[Number(entry) + 1, ...rest].map(String).join('.')} `;
}

function hasAllowedLength(text: string): boolean {
  const bytes = Buffer.from(text.slice('whsec_'.length), 'base64').length;
  return bytes >= 24 && bytes <= 64;
}
