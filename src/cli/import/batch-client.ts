import { batchResponse, type PlanItem, planResponse, type StartedItem } from '../../contract/api/batch.ts';
import type { OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import { StartError } from '../../contract/lib/start-error.ts';

export type BatchClient = {
  readonly plan: (hires: readonly OnboardingRequest[]) => Promise<PlanItem[]>;
  readonly start: (hires: readonly OnboardingRequest[]) => Promise<StartedItem[]>;
};

/** Fewer than the thousand that the API accepts, so that progress is visible. */
export const hiresPerCall = 100;

/** Creates a client for the API's batch routes. Each function takes at most `maxItems` and throws `StartError`. */
export function createBatchClient(baseUrl: string, apiKey: string): BatchClient {
  async function call(path: string, items: readonly OnboardingRequest[]): Promise<unknown> {
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    }).catch((cause: unknown) => {
      throw new StartError(
        `Cannot reach the API at ${baseUrl}. Start it (npm start), or pass its URL with --url.`,
        { cause },
      );
    });
    if (response.ok) return response.json();
    throw new StartError(`POST ${path} returned ${response.status}: ${await response.text()}`);
  }
  return {
    plan: async (hires) => planResponse.parse(await call('/v1/onboardings:plan', hires)).items,
    start: async (hires) => batchResponse.parse(await call('/v1/onboardings:batch', hires)).items,
  };
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
