/** How the invitations of an organization are watched. Durations in milliseconds. */
export type InvitationWatchInput = {
  readonly organization: string;
  readonly taskQueues: { readonly onboarding: string; readonly vultr: string };
  /** From the start of one check to the start of the next: a sweep, or a probe that shows that none is needed. */
  readonly sweepEveryMs: number;
  /** How many requests per second the sweeps may send. If the list has many pages, there are fewer sweeps. */
  readonly requestsPerSecond: number;
  /** The longest time between two sweeps, whatever the totals say. */
  readonly fullSweepEveryMs: number;
  /** How long a watch stays awake at least, because reads may lag behind the invitation that woke it. */
  readonly lingerMs: number;
  /** How long the watch sleeps while no onboarding waits, unless it is woken. */
  readonly idleMs: number;
};

/** One round of the watch: an activity. */
export type WatchRoundInput = InvitationWatchInput & {
  /** After this many milliseconds the round ends, and the next one starts. */
  readonly roundMs: number;
  /** What earlier rounds have learned: see `WatchState`. */
  readonly movedTotals: number;
};

export type WatchRoundResult = {
  /** Whether an onboarding may need the watch. If none does, it can sleep. */
  readonly isNeeded: boolean;
  readonly movedTotals: number;
};

/** What the watch reports about itself: the heartbeat of its activity, visible in Temporal's UI. */
export type WatchState = {
  readonly sweeps: number;
  /** How often the watch asked for totals only. */
  readonly probes: number;
  /** How many sweeps the totals made unnecessary. */
  readonly skipped: number;
  /** How many acceptances in a row have moved the totals, up to three: from then on the watch relies on them. */
  readonly movedTotals: number;
  /** How many invitations could still be accepted at the last sweep. */
  readonly pending: number;
  readonly sweptAt?: string;
  /** Time between the starts of the last two checks, sweep or probe: an acceptance goes unnoticed for no longer. */
  readonly lagMs?: number;
  /** How many onboardings the watch looked at because their invitation had changed. */
  readonly hints: number;
  /** How many waiting onboardings the watch skips because it cannot decrypt them. */
  readonly unreadable: number;
  /** Why the last sweep failed; absent if it succeeded. */
  readonly error?: string;
};

/** Each organization has one watch. */
export function invitationWatchIdFor(organization: string): string {
  return `invitation-watch-${organization}`;
}
