import type { Timings } from '../contract/temporal/timings.ts';

/** What every run that is started here goes by. */
export type OnboardingSettings = {
  readonly organization: string;
  readonly idKey: string;
  readonly maxInvitations: number;
  readonly timings: Timings;
  /** Whether anybody is to be told of what happens; left out, nobody. */
  readonly events?: boolean;
};
