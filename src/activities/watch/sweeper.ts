import type { WatchRoundInput } from '../../contract/temporal/invitation-watch.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { rowsPerPage } from '../../vultr/operations.ts';
import { withPriority } from '../../vultr/priority.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { compareSweeps, type Sweep, withWaiting } from './compare-sweeps.ts';
import type { Hints } from './hints.ts';
import { listWaiting, type Waiting } from './list-waiting.ts';
import type { WatchStatus } from './status.ts';
import type { Totals, TotalsRecord } from './totals.ts';

export type SweeperOptions = {
  readonly input: WatchRoundInput;
  readonly vultr: VultrClient;
  readonly client: OrganizationClient;
  readonly hints: Hints;
  readonly status: WatchStatus;
  readonly totals: TotalsRecord;
  readonly onboardingIdOf: (email: string) => string;
  /** The onboardings that waited when the round began. */
  readonly waiting: Waiting;
  readonly signal: AbortSignal;
};

/** Instants are of `performance.now()`. */
export type Sweeper = {
  /** Sweeps, or finds by the totals that no sweep is needed, and sends the hints that are due. Throws `VultrError`. */
  readonly check: () => Promise<void>;
  /** When the next check is due. */
  readonly nextAtMs: () => number;
  /** How many invitations could still be accepted at the last sweep. */
  readonly pending: () => number;
  /** Whether nothing that was seen has to be looked at once more. */
  readonly isSettled: () => boolean;
};

/** Asking for both totals takes two requests, so it pays off only beyond a list of this many pages. */
const maxPagesWithoutProbe = 2;
/**
 * An invitation that is sent and accepted between two sweeps is never seen pending, and a list that shows only pending ones
 * does not show it at all. Within a minute of the email, the onboarding looks by itself; if more time passes, the sweep
 * begins with what Temporal knows.
 */
const maxBlindMs = 45_000;
/** An onboarding may have started this long before it invited. Beyond that, the next round finds it. */
const startedBeforeMs = 60 * 60_000;

type LastSweep = { readonly startedAtMs: number; readonly durationMs: number; readonly isPrompt: boolean };

/** `prompt`: something may have been accepted, so the sweep takes whatever more urgent requests leave of the rate budget. */
type Decision = 'skip' | 'postpone' | 'regular' | 'prompt';

export function createSweeper(options: SweeperOptions): Sweeper {
  const { input, vultr, client, hints, status, totals, onboardingIdOf, signal } = options;
  let previous: Sweep = { pending: options.waiting.invitations, missing: new Set(), settled: undefined };
  let last: LastSweep | undefined;
  let pending = 0;
  let pages = 1;
  let isSilent = false;
  let nextAtMs = performance.now();

  /** A round that follows one in which the totals were useful asks from its first check on. */
  function usesTotals(): boolean {
    if (isSilent) return false;
    return last === undefined ? totals.isTrusted() : pages > maxPagesWithoutProbe;
  }

  /** Returns `undefined` if Vultr does not say, and is then not asked again in this round. */
  async function probe(): Promise<Totals | undefined> {
    status.probed();
    const [users, invitations] = await Promise.all([
      vultr.users.total({ signal }),
      vultr.invitations.total({ signal }),
    ]);
    isSilent = users === undefined || invitations === undefined;
    return users === undefined || invitations === undefined ? undefined : { users, invitations };
  }

  function decide(probed: Totals | undefined, nowMs: number): Decision {
    if (last === undefined || probed === undefined || !totals.isTrusted()) return 'regular';
    if (previous.missing.size > 0) return 'prompt';
    const sinceMs = nowMs - last.startedAtMs;
    const movement = totals.movementTo(probed);
    if (movement === 'moved') return 'prompt';
    if (sinceMs >= input.fullSweepEveryMs) return 'regular';
    if (movement === 'nothing' && !totals.isInDoubt()) return 'skip';
    return sinceMs >= regularIntervalMs() ? 'regular' : 'postpone';
  }

  /** From the start of one regular sweep to the start of the next. Longer if many pages would exceed the share of the budget. */
  function regularIntervalMs(): number {
    const requests = pages + (usesTotals() ? 2 : 0);
    return Math.max(input.sweepEveryMs, (requests * 1_000) / input.requestsPerSecond);
  }

  async function sweep(startedAtMs: number, probed: Totals | undefined, isPrompt: boolean): Promise<void> {
    const base = await comparedWith(startedAtMs);
    const invitations = await withPriority(isPrompt ? 'high' : 'background', () =>
      vultr.invitations.list({ signal }),
    );
    const diff = compareSweeps(base, invitations, onboardingIdOf, Date.now());
    await hints.send(diff.changed);
    previous = diff.sweep;
    pending = diff.pending;
    pages = Math.max(1, Math.ceil(invitations.length / rowsPerPage));
    last = { startedAtMs, durationMs: performance.now() - startedAtMs, isPrompt };
    totals.swept(probed, diff);
    status.learned(totals.moved());
    status.swept({ startedAtMs, pending, hints: diff.changed.length });
  }

  async function comparedWith(startedAtMs: number): Promise<Sweep> {
    if (last === undefined) return previous;
    const sinceMs = startedAtMs - last.startedAtMs;
    if (sinceMs + last.durationMs <= maxBlindMs) return previous;
    const { invitations } = await listWaiting(client, new Date(Date.now() - sinceMs - startedBeforeMs));
    return withWaiting(previous, invitations);
  }

  /** Sweeps that follow each other promptly leave a third of the time to everything else. */
  function nextAfter(startedAtMs: number): number {
    const isProbing = usesTotals() && totals.isTrusted();
    const nextMs = startedAtMs + (isProbing ? input.sweepEveryMs : regularIntervalMs());
    if (last?.isPrompt !== true) return nextMs;
    return Math.max(nextMs, last.startedAtMs + 1.5 * last.durationMs);
  }

  return {
    async check() {
      const startedAtMs = performance.now();
      nextAtMs = nextAfter(startedAtMs);
      const probed = usesTotals() ? await probe() : undefined;
      const decision = decide(probed, startedAtMs);
      if (decision === 'skip') status.skipped({ startedAtMs });
      if (decision === 'regular' || decision === 'prompt') {
        await sweep(startedAtMs, probed, decision === 'prompt');
      } else await hints.send([]);
      nextAtMs = nextAfter(startedAtMs);
    },
    nextAtMs: () => nextAtMs,
    pending: () => pending,
    isSettled: () => previous.missing.size === 0 && !hints.hasPending(),
  };
}
