import type { OnboardingPage } from '../../contract/api/onboarding-view.ts';

const dayMs = 86_400_000;

/** How many days the chart of acceptances has, today included. */
export const days = 14;

export type DayCount = { readonly day: string; readonly count: number };
export type RangeCount = { readonly range: string; readonly count: number };
export type Waiting = Pick<Onboarding, 'id' | 'email'> & { readonly expiresAt: string };

/** What the figures are made of. */
export type Onboarding = Pick<OnboardingPage['items'][number], 'id' | 'email' | 'invitation' | 'timings'>;

/** The beginning, in UTC, of the first day of the chart. */
export function firstDay(nowMs: number): Date {
  return new Date(Math.floor(nowMs / dayMs) * dayMs - (days - 1) * dayMs);
}

/** How many people accepted on each day in UTC, the oldest first, a day without any included. */
export function acceptancesPerDay(views: readonly Onboarding[], nowMs: number): DayCount[] {
  const accepted = views.map(({ timings: { acceptedAt } }) => acceptedAt?.slice(0, 10));
  const counts = Map.groupBy(accepted, (day) => day);
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(firstDay(nowMs).getTime() + index * dayMs).toISOString().slice(0, 10);
    return { day, count: counts.get(day)?.length ?? 0 };
  });
}

const ranges = [
  ['up to 10 s', 10_000],
  ['up to 30 s', 30_000],
  ['up to 1 min', 60_000],
  ['up to 5 min', 5 * 60_000],
  ['up to 1 h', 60 * 60_000],
  ['longer', Infinity],
] as const;

/** The times, in milliseconds, from acceptance to verified access, of those who accepted on a day of the chart. */
export function timesToAccess(views: readonly Onboarding[], nowMs: number): number[] {
  const first = firstDay(nowMs).toISOString();
  return views.flatMap(({ timings: { acceptedAt, acceptanceToAccessMs } }) =>
    acceptanceToAccessMs === undefined || acceptedAt === undefined || acceptedAt < first
      ? []
      : [acceptanceToAccessMs],
  );
}

/** How many of the times are in each range. */
export function countByRange(timesMs: readonly number[]): RangeCount[] {
  return ranges.map(([range, maxMs], index) => {
    const minMs = ranges[index - 1]?.[1] ?? -1;
    return { range, count: timesMs.filter((ms) => ms > minMs && ms <= maxMs).length };
  });
}

/** The value that this share of the values does not exceed, by the nearest-rank method; none without values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Those whose invitation expires within 24 hours, the soonest first. */
export function expiringSoon(views: readonly Onboarding[], nowMs: number): Waiting[] {
  return views
    .flatMap(({ id, email, invitation }) =>
      invitation?.status === 'pending' && isWithinADay(invitation.expiresAt, nowMs)
        ? [{ id, email, expiresAt: invitation.expiresAt }]
        : [],
    )
    .toSorted((a, b) => a.expiresAt.localeCompare(b.expiresAt));
}

function isWithinADay(instant: string, nowMs: number): boolean {
  const inMs = Date.parse(instant) - nowMs;
  return inMs >= 0 && inMs < dayMs;
}
