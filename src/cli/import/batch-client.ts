import { batchResponse, type PlanItem, planResponse, type StartedItem } from '../../contract/api/batch.ts';
import type { OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import { StartError } from '../../contract/lib/start-error.ts';

export type BatchClient = {
  readonly plan: (hires: readonly OnboardingRequest[]) => Promise<PlanItem[]>;
  readonly start: (hires: readonly OnboardingRequest[]) => Promise<StartedItem[]>;
};

/** At most so many at once, so that there is something to see; the API takes a thousand. */
export const hiresPerCall = 100;

/** The API as the import uses it. Every function takes at most `mostItems`, and throws `StartError`. */
export function createBatchClient(api: string, apiKey: string): BatchClient {
  async function call(path: string, items: readonly OnboardingRequest[]): Promise<unknown> {
    const response = await fetch(`${api}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    }).catch((cause: unknown) => {
      throw new StartError(
        `Nothing answers at ${api}. Start the API (npm start), or give its address with --url.`,
        { cause },
      );
    });
    if (response.ok) return response.json();
    throw new StartError(`POST ${path} answered ${response.status}: ${await response.text()}`);
  }
  return {
    plan: async (hires) => planResponse.parse(await call('/v1/onboardings:plan', hires)).items,
    start: async (hires) => batchResponse.parse(await call('/v1/onboardings:batch', hires)).items,
  };
}

export function chunk<T>(items: readonly T[], perCall: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / perCall) }, (_, index) =>
    items.slice(index * perCall, (index + 1) * perCall),
  );
}
