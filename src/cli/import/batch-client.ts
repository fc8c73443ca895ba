import type { StartedItem } from '../../contract/api/batch.ts';
import { plural } from '../../contract/lib/plural.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import type { ImportKind, ParsedPlan } from './kinds.ts';

export type BatchClient<Request> = {
  readonly plan: (requests: readonly Request[]) => Promise<ParsedPlan>;
  /** `people`: how many people of the whole file would be started. */
  readonly start: (requests: readonly Request[], people: number) => Promise<StartedItem[]>;
};

type BatchCalls = Omit<ImportKind<never, never>, 'subject' | 'flow' | 'headings'>;

type BatchClientOptions = {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Ends a call that starts nothing. */
  readonly signal: AbortSignal;
};

/** Fewer than the thousand that the API accepts, so that progress is visible. */
export const rowsPerCall = 100;

/**
 * Creates a client for the API's batch routes. Each function takes at most `maxItems`, returns one item for each of them,
 * and throws `StartError`.
 */
export function createBatchClient<Request>(
  { path, parsePlan, parseStarted, declare }: BatchCalls,
  { baseUrl, apiKey, signal }: BatchClientOptions,
): BatchClient<Request> {
  async function call<Body>(
    route: string,
    body: { readonly items: readonly unknown[] },
    parse: (body: unknown) => Body,
    callSignal?: AbortSignal,
  ): Promise<Body> {
    const url = `${baseUrl}${route}`;
    const { status, location, text } = await post(url, body, callSignal);
    if (location !== null)
      throw new StartError(
        `${url} redirects to ${URL.parse(location, url)?.href ?? location}. Pass the URL of the API itself with --url.`,
      );
    if (status < 200 || status > 299) throw new StartError(`POST ${route} returned ${status}: ${text}`);
    try {
      return parse(JSON.parse(text));
    } catch (cause) {
      const found = cause instanceof SyntaxError ? 'text that is not JSON' : 'unexpected JSON';
      throw notThisApi(`${url} returned ${status} with ${found}`, cause);
    }
  }

  /** Sends a request as it is: a redirect would turn it into a GET, or send the key somewhere else. */
  async function post(url: string, body: object, callSignal: AbortSignal | undefined) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...(callSignal === undefined ? {} : { signal: callSignal }),
      });
      const isRedirect = response.status >= 300 && response.status <= 399;
      return {
        status: response.status,
        location: isRedirect ? response.headers.get('location') : null,
        text: await response.text(),
      };
    } catch (cause) {
      if (callSignal?.aborted === true) throw new StartError('Interrupted. Nothing was started.', { cause });
      throw new StartError(
        `Cannot reach the API at ${baseUrl}. Start it (npm start), or pass its URL with --url.`,
        { cause },
      );
    }
  }

  /** Throws if the response does not say what becomes of each request. */
  function assertOneForEach(route: string, items: readonly unknown[], requests: readonly unknown[]): void {
    if (items.length === requests.length) return;
    const found = `${plural(items.length, 'item')} for ${plural(requests.length, 'row')}`;
    throw notThisApi(`${baseUrl}${route} returned ${found}`);
  }

  return {
    async plan(items) {
      const route = `${path}:plan`;
      const plan = await call(route, { items }, parsePlan, signal);
      assertOneForEach(route, plan.items, items);
      return plan;
    },
    async start(items, people) {
      const route = `${path}:batch`;
      const started = await call(route, { items, ...declare(people) }, parseStarted);
      assertOneForEach(route, started, items);
      return started;
    },
  };
}

function notThisApi(observed: string, cause?: unknown): StartError {
  return new StartError(`${observed}. This is not this API, or another version of it: check --url.`, {
    cause,
  });
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
