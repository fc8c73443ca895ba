import { VultrError, type VultrErrorKind } from './errors.ts';

/** Where a request goes: the path, and the same with `{id}` for its ids, which errors and logs show. */
export type Endpoint = { readonly path: string; readonly template: string };

export type Request = Endpoint & {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
};

/** The place that a function of `wire.ts` makes of ids. */
export function at<Ids extends string[]>(path: (...ids: Ids) => string, ...ids: Ids): Endpoint {
  const template = decodeURIComponent(path(...(ids.map(() => '{id}') as Ids)));
  return { path: path(...ids), template };
}

/** The error for a request. Whether a write may have taken effect: not after a 4xx; a read never has any. */
export function failed(
  { method, template }: Request,
  kind: VultrErrorKind,
  message: string,
  facts: {
    status?: number;
    answer?: string;
    retryAfterMs?: number | undefined;
    /** The request never left this machine. */
    neverSent?: boolean;
  } = {},
): VultrError {
  const { status, answer, retryAfterMs, neverSent = false } = facts;
  const refused = status !== undefined && status >= 400 && status <= 499;
  return new VultrError({
    kind,
    request: `${method} ${template}`,
    message,
    mayHaveTakenEffect: method !== 'GET' && !neverSent && !refused,
    status,
    answer: answer === '' ? undefined : answer,
    retryAfterMs,
  });
}
