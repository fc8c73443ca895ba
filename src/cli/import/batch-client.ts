import type { StartedItem } from '../../contract/api/batch.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import type { ImportKind, ParsedPlan } from './kinds.ts';

export type BatchClient<Request> = {
  readonly plan: (requests: readonly Request[]) => Promise<ParsedPlan>;
  /** `people`: how many people of the whole file would be started. */
  readonly start: (requests: readonly Request[], people: number) => Promise<StartedItem[]>;
};

type BatchCalls = Omit<ImportKind<never, never>, 'subject' | 'flow' | 'headings'>;

/** Fewer than the thousand that the API accepts, so that progress is visible. */
export const rowsPerCall = 100;

/** Creates a client for the API's batch routes. Each function takes at most `maxItems` and throws `StartError`. */
export function createBatchClient<Request>(
  { path, parsePlan, parseStarted, declare }: BatchCalls,
  baseUrl: string,
  apiKey: string,
): BatchClient<Request> {
  async function call(route: string, body: object): Promise<unknown> {
    const response = await fetch(`${baseUrl}${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch((cause: unknown) => {
      throw new StartError(
        `Cannot reach the API at ${baseUrl}. Start it (npm start), or pass its URL with --url.`,
        { cause },
      );
    });
    if (response.ok) return response.json();
    throw new StartError(`POST ${route} returned ${response.status}: ${await response.text()}`);
  }
  return {
    plan: async (items) => parsePlan(await call(`${path}:plan`, { items })),
    start: async (items, people) => parseStarted(await call(`${path}:batch`, { items, ...declare(people) })),
  };
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
