import type { Deadline } from './deadline.ts';

/** Where a request goes: the path, and the same path with `{id}` in place of its ids, for errors and logs. */
export type Endpoint = { readonly path: string; readonly template: string };

export type VultrRequest = Endpoint & {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Whether path or response may contain a secret besides the key: then no error quotes the response. */
  readonly secret?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** See `CallOptions`. */
  readonly deadline?: Deadline | undefined;
};

/** Returns the endpoint that a function of `paths` in `wire.ts` makes of these ids. */
export function endpoint<Ids extends string[]>(path: (...ids: Ids) => string, ...ids: Ids): Endpoint {
  const template = decodeURIComponent(path(...(ids.map(() => '{id}') as Ids)));
  return { path: path(...ids), template };
}
