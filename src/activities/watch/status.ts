import type { Context } from '@temporalio/activity';
import { defined } from '../../contract/lib/optional.ts';
import { createMeter } from '../../contract/metrics/meter.ts';
import type { WatchState } from '../../contract/temporal/invitation-watch.ts';

/** Reports what the watch does: as the heartbeat of its activity, and as metrics of the worker. */
export type WatchStatus = {
  /** `startedAtMs` is an instant of `performance.now()`. */
  readonly swept: (sweep: { startedAtMs: number; pending: number; hints: number }) => void;
  /** At the beginning of a round: how many onboardings wait, but cannot be decrypted. */
  readonly listed: (waiting: { unreadable: number }) => void;
  readonly failed: (error: string) => void;
  readonly close: () => void;
};

const heartbeatEveryMs = 2_000;

export function createWatchStatus(context: Context): WatchStatus {
  const meter = createMeter(context.metricMeter);
  let state: WatchState = { sweeps: 0, pending: 0, hints: 0, unreadable: 0 };
  let lastStartedAtMs: number | undefined;
  const heartbeat = () => context.heartbeat(state);
  const timer = setInterval(heartbeat, heartbeatEveryMs);
  heartbeat();
  return {
    swept({ startedAtMs, pending, hints }) {
      const lagMs = lastStartedAtMs === undefined ? undefined : Math.round(startedAtMs - lastStartedAtMs);
      lastStartedAtMs = startedAtMs;
      state = {
        sweeps: state.sweeps + 1,
        pending,
        hints: state.hints + hints,
        unreadable: state.unreadable,
        sweptAt: new Date().toISOString(),
        ...defined({ lagMs }),
      };
      meter.count('onboarding_watch_sweeps', { outcome: 'ok' });
      meter.set('onboarding_watch_pending', pending, {});
      if (lagMs !== undefined) meter.set('onboarding_watch_lag', lagMs / 1_000, {});
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
