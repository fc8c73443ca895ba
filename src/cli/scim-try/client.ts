type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type ScimResponse = {
  readonly status: number;
  readonly headers: Headers;
  /** Empty if the response has no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type ScimRequest = {
  readonly body?: object;
  readonly ifMatch?: string;
  /** Another token than that of the client; `null` sends none. */
  readonly token?: string | null;
};

export type ScimClient = (method: Method, path: string, request?: ScimRequest) => Promise<ScimResponse>;

const timeoutMs = 30_000;

/** Creates a function that sends requests as an identity provider does. It rejects if there is no response. */
export function createScimClient(url: string, token: string): ScimClient {
  return async (method, path, { body, ifMatch, token: other = token } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(other === null ? {} : { Authorization: `Bearer ${other}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, body: objectIn(await response.text()) };
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
