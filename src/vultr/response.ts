import type { VultrErrorKind } from './errors.ts';
import { isObject } from './decode.ts';

/** Answers go into failure messages and Temporal's history, where a page of HTML has no place. */
const longestText = 300;
/** Enough to find them in, however long the page is. */
const searchedText = 32 * 1024;

const missingThing = /\binvalid (?:[\w-]+[ _-])?(?:id|uuid|user)\b|\bnot found\b/i;

/**
 * What kind of failure a status is. A missing thing is 404 as a rule; some resources answer 400 with the text of an
 * invalid id, which only the reading of one thing (`looksUp`) can take for "not there": on a write the same words may
 * speak of anything in the body.
 */
export function kindOf(status: number, text: string, looksUp: boolean): VultrErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limited';
  // 408 is a connection that was given up before the request was read: RFC 9110 §15.5.9 lets it be sent again.
  if (status >= 500 || status === 408) return 'unavailable';
  if (status === 400 && looksUp && missingThing.test(text)) return 'not_found';
  return status >= 400 ? 'refused' : 'unreadable';
}

/** The words of an answer in one line: `error` of the JSON, else the body without its HTML. Never the secret. */
export function wordsOf(body: string, secret: string): string {
  // Control characters could make a log or a terminal lie.
  const words = said(body.slice(0, searchedText))
    .replaceAll(secret, '[key]')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return words.length > longestText ? `${words.slice(0, longestText).toWellFormed()}…` : words;
}

function said(body: string): string {
  const json = parsed(body);
  if (isObject(json) && typeof json['error'] === 'string') return json['error'];
  if (json !== undefined) return JSON.stringify(json);
  return body.replaceAll(/<!--.*?-->|<(style|script|head)\b.*?<\/\1>/gis, ' ').replaceAll(/<[^<>]*>/g, ' ');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const shortestWaitMs = 1_000;
/** No limit of Vultr's reaches over a day: what says so is a mistake, and would strand whoever obeys it. */
const longestWaitMs = 24 * 60 * 60 * 1_000;

/**
 * `Retry-After` in milliseconds: seconds, or an HTTP date, which is measured against the answer's own `Date` so that
 * no clock but the server's matters. Never below a second; `undefined` where it is absent or cannot be meant.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const waitMs = saidWaitMs(headers);
  if (waitMs === undefined || waitMs > longestWaitMs) return undefined;
  return Math.max(shortestWaitMs, Math.round(waitMs));
}

function saidWaitMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  const until = httpDate(value);
  return until === undefined ? undefined : until - (httpDate(headers.get('date') ?? '') ?? Date.now());
}

/** `Date.parse` takes almost any text for a date, `-5` included; an HTTP date begins with a weekday and ends in GMT. */
function httpDate(value: string): number | undefined {
  const ms = /^[A-Z][a-z]{2,8}, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
