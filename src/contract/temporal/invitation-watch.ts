/** How an organization's invitations are watched. Durations in milliseconds. */
export type InvitationWatchInput = {
  readonly organization: string;
  readonly taskQueues: { readonly onboarding: string; readonly vultr: string };
  /** Between the beginnings of two sweeps, where the list has few pages. */
  readonly sweepEveryMs: number;
  /** The most that sweeps may send a second: where the list has many pages, they come less often. */
  readonly requestsPerSecond: number;
  /** Between two sweeps while nobody waits. */
  readonly idleMs: number;
};

/** What the watch shows of itself, in Temporal's UI as the heartbeat of its activity. */
export type WatchState = {
  readonly sweeps: number;
  /** Invitations that can still be accepted, at the last sweep. */
  readonly pending: number;
  readonly sweptAt?: string;
  /** Between the beginnings of the last two sweeps: nobody's acceptance goes unnoticed for longer. */
  readonly lagMs?: number;
  readonly hints: number;
  /** Why the last sweep failed, where it did. */
  readonly trouble?: string;
};

/** One watch for each organization. */
export function invitationWatchIdFor(organization: string): string {
  return `invitation-watch-${organization}`;
}
