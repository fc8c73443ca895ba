import { defined } from '../../src/contract/lib/optional.ts';

export type Send = (method: string, path: string, body?: object) => Promise<unknown>;

/** Returns a function that sends a request to the API and returns the body. It throws if the status is not 2xx. */
export function createSend(api: { readonly url: string; readonly key: string }): Send {
  return async (method, path, body) => {
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
      ...defined({ body: body && JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
}
