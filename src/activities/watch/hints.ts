import type { OrganizationClient } from '../../temporal/organization-client.ts';

export type Hints = {
  /** Sends a hint to each onboarding, and repeats earlier ones that are due. */
  readonly send: (onboardingIds: readonly string[]) => Promise<void>;
  /** Whether a hint must still be repeated. */
  readonly hasPending: () => boolean;
};

const concurrency = 20;
/** A hint can arrive during a poll, or before reads show the acceptance, so it is repeated once after this time. */
const repeatAfterMs = 10_000;

export function createHints(client: OrganizationClient): Hints {
  const repeatAtMs = new Map<string, number>();

  async function sendOne(onboardingId: string, isFirst: boolean): Promise<void> {
    repeatAtMs.delete(onboardingId);
    const isWaiting = await hint(client, onboardingId);
    if (isWaiting && isFirst) repeatAtMs.set(onboardingId, performance.now() + repeatAfterMs);
  }

  return {
    async send(onboardingIds) {
      const nowMs = performance.now();
      const due = [...repeatAtMs]
        .filter(([id, atMs]) => atMs <= nowMs && !onboardingIds.includes(id))
        .map(([id]) => id);
      const all = [
        ...onboardingIds.map((id) => [id, true] as const),
        ...due.map((id) => [id, false] as const),
      ];
      for (let from = 0; from < all.length; from += concurrency) {
        await Promise.all(all.slice(from, from + concurrency).map(([id, isFirst]) => sendOne(id, isFirst)));
      }
    },
    hasPending: () => repeatAtMs.size > 0,
  };
}

/**
 * Hints to an onboarding that its invitation has changed: ends the pause before its next poll. The onboarding reads for
 * itself, so a wrong hint costs one request and can do no harm. Unlike a signal, a hint adds no event to the history.
 * Returns whether there was an onboarding that waits.
 */
function hint(client: OrganizationClient, onboardingId: string): Promise<boolean> {
  return client.resetActivity(onboardingId, 'awaitAcceptance');
}
