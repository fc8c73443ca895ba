import type { Context } from '@temporalio/activity';
import type { WatchState } from '../contract/watch.ts';

/** What the watch shows of itself: as heartbeat in Temporal's UI, and as metrics of the worker. */
export type WatchStatus = {
  readonly swept: (sweep: { beganAt: number; pending: number; hints: number }) => void;
  readonly failed: (message: string) => void;
  readonly close: () => void;
};

const heartbeatEveryMs = 2_000;

/** `beganAt` of a sweep is an instant of `performance.now()`. */
export function openWatchStatus(context: Context): WatchStatus {
  const lag = context.metricMeter.createGauge(
    'onboarding_watch_lag',
    'int',
    'ms',
    'Between the beginnings of the last two sweeps',
  );
  const waiting = context.metricMeter.createGauge(
    'onboarding_watch_pending',
    'int',
    '',
    'Invitations that can still be accepted',
  );
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
      waiting.set(pending);
      if (lagMs !== undefined) lag.set(lagMs);
    },
    failed(trouble) {
      state = { ...state, trouble };
    },
    close: () => clearInterval(timer),
  };
}
