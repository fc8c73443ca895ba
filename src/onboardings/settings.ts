import type { Timings } from '../contract/temporal/timings.ts';

/** Settings of every onboarding that is started here. The organization is that of the client. */
export type OnboardingSettings = {
  readonly idKey: string;
  readonly maxInvitations: number;
  readonly timings: Timings;
  /** Whether there are receivers for events; left out, there are none. */
  readonly events?: boolean;
};
