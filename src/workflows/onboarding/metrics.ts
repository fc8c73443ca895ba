import { metricMeter } from '@temporalio/workflow';
import type { FailureCode } from '../../contract/rules/failures.ts';
import { createMeter } from '../../contract/metrics/meter.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';

/** Metrics of onboardings. The SDK emits none during a replay, and none of them is a command, so histories stay the same. */
const meter = createMeter(metricMeter);

export function countInvitation(kind: 'first' | 'again'): void {
  meter.count('onboarding_invitations_sent', { kind });
}

export function countAttention(step: string, code: FailureCode): void {
  meter.count('onboarding_needs_attention', { step, code });
}

export function countCancelled(): void {
  meter.count('onboarding_cancelled', {});
}

export function measureAcceptance({ invitedAt, acceptedAt }: OnboardingView['timings']): void {
  if (invitedAt === undefined || acceptedAt === undefined) return;
  // Two clocks, Temporal's and Vultr's, need not agree.
  const ms = Math.max(0, Date.parse(acceptedAt) - Date.parse(invitedAt));
  meter.observe('onboarding_time_to_acceptance', ms / 1_000, {});
}

export function measureCompletion({ acceptanceToAccessMs }: OnboardingView['timings']): void {
  meter.count('onboarding_completed', {});
  if (acceptanceToAccessMs === undefined) return;
  meter.observe('onboarding_blank_screen', acceptanceToAccessMs / 1_000, {});
}
