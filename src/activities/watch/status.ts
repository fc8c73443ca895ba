import type { Context } from '@temporalio/activity';
import { defined } from '../../contract/lib/optional.ts';
import { createMeter } from '../../contract/metrics/meter.ts';
import type { WatchState } from '../../contract/temporal/invitation-watch.ts';

/** Reports what the watch does: as the heartbeat of its activity, and as metrics of the worker. Instants are of `performance.now()`. */
export type WatchStatus = {
  readonly swept: (sweep: { startedAtMs: number; pending: number; hints: number }) => void;
  /** Vultr was asked for totals. */
  readonly probed: () => void;
  /** A sweep was not needed, because the totals had not changed since the last one. */
  readonly skipped: (check: { startedAtMs: number }) => void;
  /** How many acceptances in a row have moved the totals. */
  readonly learned: (movedTotals: number) => void;
  /** How many onboardings wait, but cannot be decrypted. */
  readonly listed: (waiting: { unreadable: number }) => void;
  readonly failed: (error: string) => void;
  readonly close: () => void;
};

const heartbeatEveryMs = 2_000;

export function createWatchStatus(context: Context, movedTotals: number): WatchStatus {
  const meter = createMeter(context.metricMeter);
  let state: WatchState = {
    sweeps: 0,
    probes: 0,
    skipped: 0,
    movedTotals,
    pending: 0,
    hints: 0,
    unreadable: 0,
  };
  let lastStartedAtMs: number | undefined;
  const heartbeat = () => context.heartbeat(state);
  const timer = setInterval(heartbeat, heartbeatEveryMs);
  heartbeat();

  /** A successful check: an earlier failure is over. */
  function checked(startedAtMs: number, changes: Partial<WatchState>): void {
    const lagMs = lastStartedAtMs === undefined ? undefined : Math.round(startedAtMs - lastStartedAtMs);
    lastStartedAtMs = startedAtMs;
    const { error: _error, ...before } = state;
    state = { ...before, ...changes, ...defined({ lagMs }) };
    if (lagMs !== undefined) meter.set('onboarding_watch_lag', lagMs / 1_000, {});
  }

  return {
    swept({ startedAtMs, pending, hints }) {
      const sweptAt = new Date().toISOString();
      checked(startedAtMs, { sweeps: state.sweeps + 1, pending, hints: state.hints + hints, sweptAt });
      meter.count('onboarding_watch_sweeps', { outcome: 'ok' });
      meter.set('onboarding_watch_pending', pending, {});
    },
    probed() {
      state = { ...state, probes: state.probes + 1 };
    },
    skipped({ startedAtMs }) {
      checked(startedAtMs, { skipped: state.skipped + 1 });
      meter.count('onboarding_watch_sweeps', { outcome: 'skipped' });
    },
    learned(moved) {
      state = { ...state, movedTotals: moved };
    },
    listed({ unreadable }) {
      state = { ...state, unreadable };
      meter.set('onboarding_watch_unreadable', unreadable, {});
    },
    failed(error) {
      meter.count('onboarding_watch_sweeps', { outcome: 'failed' });
      state = { ...state, error };
    },
    close: () => clearInterval(timer),
  };
}
