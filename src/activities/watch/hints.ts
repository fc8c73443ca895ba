import { WorkflowNotFoundError } from '@temporalio/client';
import { type OffboardingState, offboardingTraitsOf } from '../../contract/rules/offboarding-states.ts';
import { type OnboardingState, traitsOf } from '../../contract/rules/states.ts';
import { hintSignal } from '../../contract/temporal/messages.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { Execution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';

export type Hints = {
  /** Sends a hint to each of these onboardings that waits, and repeats earlier ones that are due. */
  readonly send: (onboardingIds: readonly string[]) => Promise<void>;
  /** Whether a hint must still be repeated. */
  readonly hasPending: () => boolean;
};

const concurrency = 20;
/** A hint can arrive before the onboarding waits, or before reads show the acceptance, so it is repeated once after this time. */
const repeatAfterMs = 10_000;

export function createHints(client: OrganizationClient): Hints {
  const repeatAtMs = new Map<string, number>();

  async function sendOne(onboardingId: string, isFirst: boolean): Promise<void> {
    repeatAtMs.delete(onboardingId);
    const isUnderWay = await hint(client, onboardingId);
    if (isUnderWay && isFirst) repeatAtMs.set(onboardingId, performance.now() + repeatAfterMs);
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
 * Hints to an onboarding that its invitation has changed. It reads for itself, so a wrong hint costs one request and can
 * do no harm. Only one that waits gets the signal: the history of everyone else stays as it is. Returns whether the person
 * has an onboarding that waits, or that may wait soon.
 */
async function hint(client: OrganizationClient, onboardingId: string): Promise<boolean> {
  try {
    const execution = await client.describe(onboardingId);
    const { awaitsInvitation = false, underWay = false } = traitsOfFlow(execution);
    if (awaitsInvitation) await execution.signal(hintSignal);
    return awaitsInvitation || underWay;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

type WaitingTraits = { readonly awaitsInvitation?: true; readonly underWay?: true };

/** An offboarding that does not guard yet looks at every invitation when it begins to. */
function traitsOfFlow({ type, typedSearchAttributes }: Execution): WaitingTraits {
  const state = typedSearchAttributes.get(stateAttribute);
  if (state === undefined) return {};
  if (type === workflows.onboarding.name) return traitsOf(state as OnboardingState);
  if (type === workflows.offboarding.name) return offboardingTraitsOf(state as OffboardingState);
  return {};
}
