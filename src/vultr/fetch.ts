import { failed, type Request } from './request.ts';

/** `body` as far as it was read; not `complete` where it was too long to be an answer. */
export type VultrResponse = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly complete: boolean;
};

export type Connection = {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
};

/** Many times what 500 rows of anything documented take. */
const longestBodyBytes = 16 * 1024 * 1024;

/**
 * One request and its whole answer, of whatever status, within the time. Throws the reason of the caller's signal, or
 * a `VultrError` of kind `unavailable`.
 */
export async function fetchOnce(request: Request, connection: Connection): Promise<VultrResponse> {
  const { apiKey, baseUrl, timeoutMs, fetch } = connection;
  const url = urlOf(request, baseUrl);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const signals = request.signal === undefined ? [timeout.signal] : [timeout.signal, request.signal];
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      // Followed, a redirect could carry the key somewhere else.
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    });
    return { status: response.status, headers: response.headers, ...(await bodyOf(response)) };
  } catch (error) {
    if (request.signal?.aborted === true) throw request.signal.reason;
    if (timeout.signal.aborted) throw failed(request, 'unavailable', `no answer within ${timeoutMs} ms`);
    throw noAnswer(request, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws `TypeError` for an id that would lead to another resource, as `..` does and an empty one. */
function urlOf({ path, template, query }: Request, baseUrl: string): string {
  if (/\/\.{0,2}(?=\/|$)/.test(path)) throw new TypeError(`An id of ${template} is empty or a way up`);
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  return baseUrl + path + search;
}

async function bodyOf(response: Response): Promise<Pick<VultrResponse, 'body' | 'complete'>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > longestBodyBytes) break;
  }
  return { body: new TextDecoder().decode(Buffer.concat(chunks)), complete: bytes <= longestBodyBytes };
}

/** Failures of the handshake, which comes before the request: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const untrusted = /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_SSL_WRONG_VERSION_NUMBER)/;

function noAnswer(request: Request, error: unknown): Error {
  // `fetch` says "fetch failed"; what happened is the cause.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code = '', syscall = '' } = cause as NodeJS.ErrnoException;
  const neverSent =
    ['connect', 'getaddrinfo'].includes(syscall) ||
    // Several addresses were tried and none took the connection.
    cause instanceof AggregateError ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    untrusted.test(code);
  const what = code || (cause instanceof Error ? cause.message : String(cause));
  return failed(request, 'unavailable', `no answer (${what})`, { neverSent });
}
