import type { OffboardingView } from '../contract/api/offboarding-view.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { offboardingTraitsOf } from '../contract/rules/offboarding-states.ts';
import type { BroughtAbout } from '../contract/scim/bring-about.ts';

/* What an administrator reads about a SCIM user while nothing is to be done, and when to look again. */

/** A flow that is under way tells its owner. Should that fail, the owner looks after this long. */
export const safetyMs = 24 * 60 * 60_000;
/** How soon to look again for something that ends within moments. */
export const soonMs = 30_000;
/** How soon to look again for something that waits for others, and whose end may not be told. */
export const laterMs = 10 * 60_000;

export function beingUndone(view: OnboardingView): BroughtAbout {
  return {
    detail: 'An earlier onboarding is being undone.',
    ...attended(view, 'in_progress'),
    lookAgainMs: view.attention === undefined ? soonMs : laterMs,
  };
}

/** The departure has to come to the point at which the person is gone. Nobody tells when it gets there. */
export function hiredAfter(view: OffboardingView, byOthers: boolean): BroughtAbout {
  const leaves = byOthers ? `leaves by order of ${view.requestedBy}` : 'is being removed';
  return {
    detail: `The person ${leaves}. They are hired again once they are gone.`,
    ...leaving(view),
    lookAgainMs: offboardingTraitsOf(view.state).transient === true ? soonMs : laterMs,
  };
}

export function underWay(view: OnboardingView): BroughtAbout {
  return { ...attended(view, 'in_progress'), lookAgainMs: safetyMs };
}

export function leaving(view: OffboardingView): BroughtAbout {
  return attended(view, 'leaving');
}

function attended(
  { id, state, attention }: Pick<OnboardingView | OffboardingView, 'id' | 'state' | 'attention'>,
  passing: 'in_progress' | 'leaving',
): BroughtAbout {
  if (state === 'on_hold') return { state: passing, flowId: id, detail: 'An operator has put it on hold.' };
  if (attention === undefined) return { state: passing, flowId: id };
  const { code, meaning } = attention;
  const shown = code === 'brake_on' ? 'held' : 'needs_attention';
  return { state: shown, flowId: id, detail: `${code}: ${meaning}` };
}

export function completed(view: OnboardingView, state: 'access' | 'no_role'): BroughtAbout {
  const { id, leavingRefused } = view;
  if (leavingRefused === undefined) return { state, flowId: id };
  const { by, reason } = leavingRefused;
  const detail = `The old groups were not left: ${by} refused it at the brake (${reason}).`;
  return { state: 'refused', flowId: id, detail };
}

export function cancelledBy({ id, cancellation }: OnboardingView): BroughtAbout {
  const { by, reason } = cancellation ?? { by: 'an operator', reason: 'no reason given' };
  return { state: 'refused', flowId: id, detail: `The onboarding was cancelled by ${by}: ${reason}.` };
}

export function reinstatedBy({ id, cancellation }: OffboardingView): BroughtAbout {
  const { by, reason } = cancellation ?? { by: 'an operator', reason: 'no reason given' };
  return { state: 'refused', flowId: id, detail: `The departure was called off by ${by}: ${reason}.` };
}

export function overruled({ id, requestedBy }: OffboardingView, state: 'left' | 'leaving'): BroughtAbout {
  const detail = `The person leaves by order of ${requestedBy}, after the identity provider asked for access. To give access again, deactivate and reactivate the user.`;
  return { state, flowId: id, detail };
}

export function hiredSince({ id, requestedBy }: OnboardingView): BroughtAbout {
  const detail = `The person was hired by order of ${requestedBy}, after the identity provider deactivated the user. To take the access away, activate and deactivate the user again.`;
  return { state: 'refused', flowId: id, detail };
}

export const goneDetail =
  'What was known of the person was erased, or their workflow was ended in Temporal. Deactivate and reactivate the user to begin anew.';
