import type { Timings } from '../../src/contract/temporal/timings.ts';

/** Lets an onboarding take seconds: the same workflow, with every duration as short as a test can wait for. */
export const shortTimings: Timings = {
  invitationLifetimeMs: 60_000,
  checkEveryMs: 1_000,
  settleMs: 1_000,
  readTimeoutMs: 4_000,
  stepTimeoutMs: 30_000,
  attemptTimeoutMs: 15_000,
  retryFirstMs: 1_000,
  retryMaxMs: 2_000,
  groupAnswerMs: 20_000,
  groupIdleMs: 2_000,
};
