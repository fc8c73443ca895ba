import type { Context } from '@temporalio/activity';
import { createMeter } from '../../contract/metrics/meter.ts';
import type { WatchState } from '../../contract/temporal/invitation-watch.ts';

/** What the watch shows of itself: as heartbeat in Temporal's UI, and as metrics of the worker. */
export type WatchStatus = {
  readonly swept: (sweep: { beganAt: number; pending: number; hints: number }) => void;
  readonly failed: (message: string) => void;
  readonly close: () => void;
};

const heartbeatEveryMs = 2_000;

/** `beganAt` of a sweep is an instant of `performance.now()`. */
export function createWatchStatus(context: Context): WatchStatus {
  const meter = createMeter(context.metricMeter);
  let state: WatchState = { sweeps: 0, pending: 0, hints: 0 };
  let lastBeganAt: number | undefined;
  const beat = () => context.heartbeat(state);
  const timer = setInterval(beat, heartbeatEveryMs);
  beat();
  return {
    swept({ beganAt, pending, hints }) {
      const lagMs = lastBeganAt === undefined ? undefined : Math.round(beganAt - lastBeganAt);
      lastBeganAt = beganAt;
      state = {
        sweeps: state.sweeps + 1,
        pending,
        hints: state.hints + hints,
        sweptAt: new Date().toISOString(),
        ...(lagMs === undefined ? {} : { lagMs }),
      };
      meter.count('onboarding_watch_sweeps', { outcome: 'ok' });
      meter.set('onboarding_watch_pending', pending, {});
      if (lagMs !== undefined) meter.set('onboarding_watch_lag', lagMs / 1_000, {});
    },
    failed(trouble) {
      meter.count('onboarding_watch_sweeps', { outcome: 'failed' });
      state = { ...state, trouble };
    },
    close: () => clearInterval(timer),
  };
}
