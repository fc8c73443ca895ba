import { ActivityFailure, log, proxyActivities } from '@temporalio/workflow';
import type { ScimActivities } from '../../activities/scim/scim-activities.ts';
import type { BringAboutInput, BroughtAbout } from '../../contract/scim/bring-about.ts';
import type { ReconcilerEffects } from './reconcile.ts';

const { resolveTarget } = proxyActivities<ScimActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'which roles the user is to have',
});

/** A newer wish waits for the end of the attempts, so there are few of them; then the reconciler looks again. */
const { bringAbout } = proxyActivities<ScimActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds', maximumAttempts: 6 },
  summary: 'look at the person, and do what comes next',
});

const againMs = 60_000;

/** What the reconciler of a workflow does to the world. `waitFor` waits at rest. */
export function createEffects(waitFor: ReconcilerEffects['waitFor']): ReconcilerEffects {
  return { resolve: resolveTarget, bringAbout: tryToBringAbout, waitFor, nowMs: () => Date.now() };
}

async function tryToBringAbout(input: BringAboutInput): Promise<BroughtAbout> {
  try {
    return await bringAbout(input);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('could not bring about what a user is to have', { error });
    const detail = `Every attempt has failed, the last one with: ${error.cause?.message ?? error.message}`;
    return { state: 'needs_attention', detail, lookAgainMs: againMs };
  }
}
