/** How the invitations of an organization are watched. Durations in milliseconds. */
export type InvitationWatchInput = {
  readonly organization: string;
  readonly taskQueues: { readonly onboarding: string; readonly vultr: string };
  /** From the start of one sweep to the start of the next, if the list has few pages. */
  readonly sweepEveryMs: number;
  /** How many requests per second the sweeps may send. If the list has many pages, there are fewer sweeps. */
  readonly requestsPerSecond: number;
  /** Pause between two sweeps while no invitation is pending. */
  readonly idleMs: number;
};

/** What the watch reports about itself: the heartbeat of its activity, visible in Temporal's UI. */
export type WatchState = {
  readonly sweeps: number;
  /** How many invitations could still be accepted at the last sweep. */
  readonly pending: number;
  readonly sweptAt?: string;
  /** Time between the starts of the last two sweeps: no acceptance goes unnoticed for longer. */
  readonly lagMs?: number;
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
