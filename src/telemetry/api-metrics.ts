import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LabelsOf } from '../contract/metrics/metrics.ts';
import { metrics } from '../contract/metrics/metrics.ts';
import { cachedFor } from './cached-for.ts';

export type ApiMetrics = {
  readonly observeRequest: (seconds: number, labels: LabelsOf<'onboarding_api_request_duration'>) => void;
  /** Returns all metrics in Prometheus's text format. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
  /** Adds CPU, memory and event loop of this process. */
  readonly ofProcess: () => void;
};

/** Each count is a query of Temporal's visibility store, which allows only a few per second. */
const countEveryMs = 30_000;
/** Scrapers usually time out after ten seconds, and the other metrics matter more than the count. */
const countDeadlineMs = 3_000;

/**
 * The metrics of an API process, and the number of open onboardings. If `countOpen` rejects, that number is left out.
 */
export function createApiMetrics(countOpen: () => Promise<ReadonlyMap<string, number>>): ApiMetrics {
  const register = new Registry();
  const { text: help, labels, buckets } = metrics.onboarding_api_request_duration;
  const requests = new Histogram({
    name: 'onboarding_api_request_duration',
    help,
    labelNames: labels,
    buckets: [...buckets],
    registers: [register],
  });
  const cachedCount = cachedFor(countOpen, { forMs: countEveryMs, deadlineMs: countDeadlineMs });
  const openOnboardings = new Gauge({
    name: 'onboarding_open_runs',
    help: metrics.onboarding_open_runs.text,
    labelNames: metrics.onboarding_open_runs.labels,
    registers: [register],
    async collect() {
      const countByState = await cachedCount();
      openOnboardings.reset();
      for (const [state, count] of countByState ?? []) openOnboardings.set({ state }, count);
    },
  });
  const temporalReachable = new Gauge({
    name: 'onboarding_temporal_reachable',
    help: metrics.onboarding_temporal_reachable.text,
    registers: [register],
    async collect() {
      temporalReachable.set((await cachedCount()) === undefined ? 0 : 1);
    },
  });
  return {
    observeRequest: (seconds, values) => requests.observe(values, seconds),
    text: () => register.metrics(),
    contentType: register.contentType,
    ofProcess: () => collectDefaultMetrics({ register }),
  };
}
