import { isObject, type JsonObject } from '../../vultr/decode.ts';
import type { VultrResponse } from '../../vultr/fetch.ts';
import type { VultrRequest } from '../../vultr/request.ts';

/** A response as it arrived, before the client decodes it. */
export type RawResponse = {
  /** Method and path with `{id}` in place of its ids: `GET /v2/users/{id}`. */
  readonly request: string;
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` if the body is empty or not JSON. */
  readonly json: unknown;
  readonly isEmpty: boolean;
};

export function toRawResponse(
  { status, headers, body }: VultrResponse,
  { method, template }: VultrRequest,
): RawResponse {
  return {
    request: `${method} ${template}`,
    status,
    headers,
    json: parse(body),
    isEmpty: body.trim() === '',
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The keys of the body. They show the shape of a response, and nothing about a person. */
export function keysOf({ json }: RawResponse): string[] {
  return isObject(json) ? Object.keys(json) : [];
}

/** The value under a key of the body. */
export function valueOf({ json }: RawResponse, key: string): unknown {
  return isObject(json) ? json[key] : undefined;
}

/** The key of a list's rows: the only one beside `meta`. */
export function listKeyOf(response: RawResponse): string | undefined {
  const keys = keysOf(response).filter((key) => key !== 'meta');
  return keys.length === 1 ? keys[0] : undefined;
}

/** `meta.total` of a list, if it is a number. */
export function totalOf(response: RawResponse): number | undefined {
  const meta = valueOf(response, 'meta');
  const total = isObject(meta) ? meta['total'] : undefined;
  return typeof total === 'number' ? total : undefined;
}

/** The rows of a list, whatever its key. Empty if the body holds no list. */
export function rowsOf(response: RawResponse): JsonObject[] {
  const value = valueOf(response, listKeyOf(response) ?? '');
  return Array.isArray(value) ? value.filter(isObject) : [];
}
