import * as http from 'node:http';
import * as https from 'node:https';
import { defined } from '../contract/lib/optional.ts';
import type { Network } from '../contract/config/network.ts';
import { guardedLookup, refuseForbiddenLiteral } from './guarded-lookup.ts';

export type PostOptions = {
  /** Networks that are allowed in addition to public ones. */
  readonly allowed: readonly Network[];
  /** For the whole exchange, name resolution included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** `text` is the beginning of the response's body. */
export type PostResponse = { readonly status: number; readonly text: string; readonly retryAfter?: string };

const maxTextBytes = 4_096;

/**
 * Posts to a receiver once. Follows no redirect, uses no proxy and keeps no connection. Throws `ForbiddenAddress`, or
 * Node's error if there is no response.
 */
export async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { allowed, timeoutMs, signal }: PostOptions,
): Promise<PostResponse> {
  refuseForbiddenLiteral(url, allowed);
  const timeout = AbortSignal.timeout(timeoutMs);
  const { request } = url.protocol === 'https:' ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const options: https.RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    // Not the global agent: the environment may configure it to use a proxy, which would resolve names itself.
    agent: false,
    lookup: guardedLookup(allowed),
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  };
  request(url, options, resolve).on('error', reject).end(body);
  try {
    const response = await promise;
    const text = await readBeginning(response);
    return {
      status: response.statusCode ?? 0,
      text,
      ...defined({ retryAfter: response.headers['retry-after'] }),
    };
  } catch (error) {
    if (timeout.aborted) throw new Error(`no response within ${timeoutMs / 1_000} s`, { cause: error });
    throw error;
  }
}

/** Reads at most `maxTextBytes`. A body that breaks off is not an error, because the status alone is the result. */
async function readBeginning(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      // Leaving the loop closes the connection.
      if (size >= maxTextBytes) break;
    }
  } catch {
    // What has arrived is enough.
  }
  return Buffer.concat(chunks).subarray(0, maxTextBytes).toString('utf8');
}
