import { isObject } from './decode.ts';
import type { VultrErrorKind } from './errors.ts';

/** The text goes into failure messages and Temporal's history, where a page of HTML has no place. */
const maxTextLength = 300;
/** Enough of a page to find its text in, however long it is. */
const maxSearchedLength = 32 * 1024;

const missingThing = /\binvalid (?:[\w-]+[ _-])?(?:id|uuid|user)\b|\bnot found\b/i;

/**
 * Returns which kind of failure a status is. A missing thing is usually a 404. Some resources return 400 with a text
 * about an invalid id, which means "not found" only in a read of one thing (`isLookup`): in the response to a write,
 * the same text may be about anything in the body.
 */
export function classifyStatus(status: number, text: string, isLookup: boolean): VultrErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limited';
  // Vultr does not have the operation: it has done nothing, and sending it again changes nothing.
  if (status === 501) return 'refused';
  // A 408 means that the server gave up before it had read the request: RFC 9110 §15.5.9 allows sending it again.
  if (status >= 500 || status === 408) return 'unavailable';
  if (status === 400 && isLookup && missingThing.test(text)) return 'not_found';
  return status >= 400 ? 'refused' : 'unreadable';
}

/** Returns the text of a response in one line: `error` of the JSON, or the body without its HTML. Never the secret. */
export function errorText(body: string, secret: string): string {
  // Control characters could forge lines in a log or a terminal.
  const text = extractText(body.slice(0, maxSearchedLength))
    .replaceAll(secret, '[key]')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength).toWellFormed()}…` : text;
}

function extractText(body: string): string {
  const json = tryParse(body);
  if (isObject(json) && typeof json['error'] === 'string') return json['error'];
  if (json !== undefined) return JSON.stringify(json);
  return body.replaceAll(/<!--.*?-->|<(style|script|head)\b.*?<\/\1>/gis, ' ').replaceAll(/<[^<>]*>/g, ' ');
}

function tryParse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const minWaitMs = 1_000;
/** No limit of Vultr's lasts longer than a day. A longer wait is a mistake, and obeying it would block the service. */
const maxWaitMs = 24 * 60 * 60 * 1_000;

/**
 * Returns `Retry-After` in milliseconds, at least one second; `undefined` if it is absent or implausible. The header
 * holds seconds or an HTTP date, which is measured against the response's own `Date`, so only the server's clock
 * counts.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const waitMs = parseRetryAfter(headers);
  if (waitMs === undefined || waitMs > maxWaitMs) return undefined;
  return Math.max(minWaitMs, Math.round(waitMs));
}

function parseRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  const until = parseHttpDate(value);
  return until === undefined ? undefined : until - (parseHttpDate(headers.get('date') ?? '') ?? Date.now());
}

/** `Date.parse` accepts almost any text, even `-5`; an HTTP date begins with a weekday and ends in GMT. */
function parseHttpDate(value: string): number | undefined {
  const ms = /^[A-Z][a-z]{2,8}, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
