import { defined } from '../../contract/lib/optional.ts';
import type { OnboardingState } from '../../contract/rules/states.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import {
  acceptancesPerDay,
  countByRange,
  type DayCount,
  expiringSoon,
  firstDay,
  type Onboarding,
  percentile,
  type RangeCount,
  timesToAccess,
  type Waiting,
} from './figures.ts';

export type Today = {
  /** When the figures were read, ISO 8601. */
  readonly at: string;
  readonly acceptances: readonly DayCount[];
  readonly toAccess: {
    readonly ranges: readonly RangeCount[];
    readonly medianMs?: number;
    readonly p95Ms?: number;
  };
  readonly pending: number;
  readonly expiring: readonly Waiting[];
  /** What was not read completely, because there is more of it than `maxRead`. */
  readonly incomplete: readonly ('acceptances' | 'pending')[];
};

const pageSize = 200;

/** Of each list, the newest of this many are read: one call of Temporal's visibility store for each 200. */
export const maxRead = 2_000;

/** The states of people who have accepted, and whose onboarding is not cancelled. */
const accepted: readonly OnboardingState[] = [
  'completed',
  'preparing_access',
  'granting',
  'verifying',
  'needs_attention',
  'on_hold',
];

/** Reads the figures of the last days. Throws `temporal_unavailable`. */
export async function readToday(onboardings: Onboardings, nowMs: number): Promise<Today> {
  const since = firstDay(nowMs);
  const [counts, waiting, ...lists] = await Promise.all([
    onboardings.countOpen(),
    readNewest(onboardings, { state: 'awaiting_acceptance' }),
    ...accepted.map((state) => readNewest(onboardings, { state, since })),
  ]);
  const views = lists.flatMap((list) => list.views);
  const times = timesToAccess(views, nowMs);
  return {
    at: new Date(nowMs).toISOString(),
    acceptances: acceptancesPerDay(views, nowMs),
    toAccess: {
      ranges: countByRange(times),
      ...defined({ medianMs: percentile(times, 0.5), p95Ms: percentile(times, 0.95) }),
    },
    pending: counts.get('awaiting_acceptance') ?? 0,
    expiring: expiringSoon(waiting.views, nowMs),
    incomplete: [
      ...(lists.every((list) => list.isComplete) ? [] : (['acceptances'] as const)),
      ...(waiting.isComplete ? [] : (['pending'] as const)),
    ],
  };
}

async function readNewest(
  onboardings: Onboardings,
  filter: { readonly state: OnboardingState; readonly since?: Date },
): Promise<{ readonly views: readonly Onboarding[]; readonly isComplete: boolean }> {
  const views: Onboarding[] = [];
  let cursor: string | undefined;
  for (let read = 0; read < maxRead; read += pageSize) {
    const page = await onboardings.list({ ...filter, limit: pageSize, ...defined({ cursor }) });
    views.push(...page.items);
    if (page.nextCursor === null) return { views, isComplete: true };
    cursor = page.nextCursor;
  }
  return { views, isComplete: false };
}
