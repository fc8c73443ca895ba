import type { OnboardingView } from '../api/onboarding-view.ts';

/** What can be read of an onboarding without a worker. The caller writes it at the start; later the workflow updates `view`. */
export type OnboardingMemo = {
  readonly view: OnboardingView;
  /** Hash of the request: equal for two requests that ask for the same. */
  readonly fingerprint: string;
  readonly idempotencyKey?: string;
  readonly requestedBy: string;
};
