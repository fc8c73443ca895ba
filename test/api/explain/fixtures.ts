import { explain } from '../../../src/api/explain/explain.ts';
import type { AttentionView, OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { Step } from '../../../src/contract/rules/states.ts';

export const at = '2026-06-29T09:00:00.000Z';
export const startMs = Date.parse(at);
export const minute = 60_000;
export const day = 24 * 60 * minute;

export const cancellation = { at, by: 'ops', reason: 'The offer was withdrawn' };

export const attention: AttentionView = {
  step: 'awaitAcceptance',
  code: 'invitation_unanswered',
  meaning: 'Every invitation up to the limit expired without an answer.',
  remedy: 'Ask the person whether the email arrives; then resend.',
  detail: '5 of 5 invitations expired without an answer',
  since: at,
  allowedCommands: ['check', 'resend'],
};

export function failedAt(step: Step, changes: Partial<AttentionView> = {}): Partial<OnboardingView> {
  return { state: 'needs_attention', step, attention: { ...attention, step, ...changes } as AttentionView };
}

export function reasonFor(onboarding: OnboardingView, nowMs = startMs): string {
  return explain(onboarding, nowMs).reason;
}

/** The commands that an explanation offers, in the order shown. */
export function commandsOf(onboarding: OnboardingView): string[] {
  return explain(onboarding, startMs).actions.flatMap(
    ({ request }) => request?.match(/\/onboardings\/[^/]+\/(\S+)/)?.[1] ?? [],
  );
}
