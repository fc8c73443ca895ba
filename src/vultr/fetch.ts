import { createVultrError, type VultrError } from './errors.ts';
import type { VultrRequest } from './request.ts';

/** `body` as far as it was read. It is not `complete` if it was too long to be a response of Vultr's API. */
export type VultrResponse = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly complete: boolean;
};

export type FetchOptions = {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
};

/** Many times the size of 500 rows of anything documented. */
const maxBodyBytes = 16 * 1024 * 1024;

/**
 * Sends one request and reads the whole response, whatever its status, within the timeout. Throws the reason of the
 * caller's signal, or a `VultrError` of kind `unavailable`.
 */
export async function fetchOnce(request: VultrRequest, options: FetchOptions): Promise<VultrResponse> {
  const { apiKey, baseUrl, timeoutMs, fetch } = options;
  const url = toUrl(request, baseUrl);
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
      // Following a redirect could send the key somewhere else.
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    });
    return { status: response.status, headers: response.headers, ...(await readBody(response)) };
  } catch (error) {
    if (request.signal?.aborted === true) throw request.signal.reason;
    if (timeout.signal.aborted)
      throw createVultrError(request, 'unavailable', `no response within ${timeoutMs} ms`);
    throw connectionError(request, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws `TypeError` for an id that would lead to another resource: an empty one, `.` or `..`. */
function toUrl({ path, template, query }: VultrRequest, baseUrl: string): string {
  if (/\/\.{0,2}(?=\/|$)/.test(path)) throw new TypeError(`An id in ${template} is empty, "." or ".."`);
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  return baseUrl + path + search;
}

async function readBody(response: Response): Promise<Pick<VultrResponse, 'body' | 'complete'>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop cancels the rest of the body.
    if (bytes > maxBodyBytes) break;
  }
  return { body: new TextDecoder().decode(Buffer.concat(chunks)), complete: bytes <= maxBodyBytes };
}

/**
 * Failures of the handshake, which precedes the request: https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const handshakeFailure =
  /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_SSL_WRONG_VERSION_NUMBER)/;

function connectionError(request: VultrRequest, error: unknown): VultrError {
  // The message of `fetch` is only "fetch failed"; its cause has the details.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code = '', syscall = '' } = cause as NodeJS.ErrnoException;
  const neverSent =
    ['connect', 'getaddrinfo'].includes(syscall) ||
    // Several network addresses were tried, and none accepted the connection.
    cause instanceof AggregateError ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    handshakeFailure.test(code);
  const reason = code || (cause instanceof Error ? cause.message : String(cause));
  return createVultrError(request, 'unavailable', `no response (${reason})`, { neverSent });
}
