import type { FastifyInstance } from 'fastify';

/** What a browser says of a request from a page of the console. */
export const sameOrigin = { 'sec-fetch-site': 'same-origin' };

export async function submit(
  app: FastifyInstance,
  url: string,
  form: Record<string, string> | [name: string, value: string][],
  headers: Record<string, string> = sameOrigin,
) {
  return await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  });
}

/** Signs in and returns the header `Cookie` of the session. */
export async function cookieOf(app: FastifyInstance, key: string): Promise<string> {
  return cookieIn(await submit(app, '/console/sign-in', { key }));
}

/** The header `Cookie` of a browser that received the response. */
export function cookieIn(response: { cookies: readonly { name: string; value: string }[] }): string {
  return response.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
