import type { OnboardingView } from '../api/onboarding-view.ts';

/** What a run carries where it can be read without a worker. The caller writes it at the start, the run `view` later. */
export type OnboardingMemo = {
  readonly view: OnboardingView;
  /** Hash of the request: two requests that ask for the same have the same. */
  readonly fingerprint: string;
  readonly idempotencyKey?: string;
  readonly requestedBy: string;
};
