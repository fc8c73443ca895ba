import type { OffboardingState } from '../../contract/rules/offboarding-states.ts';
import type { OnboardingState } from '../../contract/rules/states.ts';
import { html, type Html } from '../../html/html.ts';

type Tone = 'good' | 'bad' | 'waiting' | 'calm';

/** Each state in words, and how urgent it looks. */
export const stateTexts: Readonly<
  Record<OnboardingState | OffboardingState, { readonly text: string; readonly tone: Tone }>
> = {
  scheduled: { text: 'Scheduled', tone: 'calm' },
  checking: { text: 'Checking names', tone: 'calm' },
  inviting: { text: 'Inviting', tone: 'calm' },
  preparing_access: { text: 'Preparing access', tone: 'calm' },
  awaiting_acceptance: { text: 'Waiting for acceptance', tone: 'calm' },
  granting: { text: 'Granting access', tone: 'calm' },
  verifying: { text: 'Verifying access', tone: 'calm' },
  leaving_groups: { text: 'Leaving old groups', tone: 'calm' },
  completed: { text: 'Completed', tone: 'good' },
  on_hold: { text: 'On hold', tone: 'waiting' },
  needs_attention: { text: 'Needs attention', tone: 'bad' },
  cancelling: { text: 'Cancelling', tone: 'waiting' },
  guarding: { text: 'Guarding the invitation', tone: 'waiting' },
  cancelled: { text: 'Cancelled', tone: 'calm' },
  surveying: { text: 'Looking at what the person has', tone: 'calm' },
  suspending: { text: 'Suspending', tone: 'waiting' },
  suspended: { text: 'Suspended', tone: 'waiting' },
  removing: { text: 'Removing', tone: 'waiting' },
  left: { text: 'Left', tone: 'calm' },
  reinstating: { text: 'Reinstating', tone: 'waiting' },
  reinstated: { text: 'Reinstated', tone: 'good' },
  erased: { text: 'Erased', tone: 'calm' },
};

export function stateBadge(state: keyof typeof stateTexts): Html {
  const { text, tone } = stateTexts[state];
  return html`<span class="badge ${tone}">${text}</span>`;
}
