import * as http from 'node:http';
import * as https from 'node:https';
import type { Network } from '../contract/config/network.ts';
import { guardedLookup, refuseForbiddenLiteral } from './guarded-lookup.ts';

export type PostOptions = {
  /** Networks beside the public ones. */
  readonly allowed: readonly Network[];
  /** For the whole exchange, name resolution included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** `text` is the beginning of the answer. */
export type PostAnswer = { readonly status: number; readonly text: string; readonly retryAfter?: string };

const answerLimitBytes = 4_096;

/**
 * Posts to a receiver, once: no redirect is followed, no proxy of the environment is used, no connection is kept. Throws
 * `ForbiddenAddress`, and what Node throws where there is no answer.
 */
export async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { allowed, timeoutMs, signal }: PostOptions,
): Promise<PostAnswer> {
  refuseForbiddenLiteral(url, allowed);
  const timeout = AbortSignal.timeout(timeoutMs);
  const { request } = url.protocol === 'https:' ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const options: https.RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    // Not the global one: that may be told by the environment to use a proxy, which would resolve names itself.
    agent: false,
    lookup: guardedLookup(allowed),
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  };
  request(url, options, resolve).on('error', reject).end(body);
  try {
    const answer = await promise;
    const text = await beginningOf(answer);
    const retryAfter = answer.headers['retry-after'];
    return { status: answer.statusCode ?? 0, text, ...(retryAfter === undefined ? {} : { retryAfter }) };
  } catch (error) {
    if (timeout.aborted) throw new Error(`no answer within ${timeoutMs / 1_000} s`, { cause: error });
    throw error;
  }
}

/** The status says how it went; an answer that breaks off changes nothing of that. */
async function beginningOf(answer: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      // Leaving the loop closes the connection.
      if (size >= answerLimitBytes) break;
    }
  } catch {
    // What has arrived is enough.
  }
  return Buffer.concat(chunks).subarray(0, answerLimitBytes).toString('utf8');
}
