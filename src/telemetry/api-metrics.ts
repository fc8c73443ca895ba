import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LabelsOf } from '../contract/metrics/metrics.ts';
import { metrics } from '../contract/metrics/metrics.ts';
import { cachedFor } from './cached-for.ts';

export type ApiMetrics = {
  readonly observeRequest: (seconds: number, labels: LabelsOf<'onboarding_api_request_duration'>) => void;
  /** In the text format of Prometheus. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
  /** Adds CPU, memory and event loop of the process. */
  readonly ofProcess: () => void;
};

/** Each count asks Temporal's visibility store, which allows few calls a second. */
const countEveryMs = 30_000;
/** A scraper gives up after ten seconds as a rule, and the rest of the page is worth more than the count. */
const countDeadlineMs = 3_000;

/** What the API tells of itself, and of all open runs. `countOpen` may reject; then their number is left out. */
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
  const count = cachedFor(countOpen, { forMs: countEveryMs, deadlineMs: countDeadlineMs });
  const openRuns = new Gauge({
    name: 'onboarding_open_runs',
    help: metrics.onboarding_open_runs.text,
    labelNames: metrics.onboarding_open_runs.labels,
    registers: [register],
    async collect() {
      const states = await count();
      openRuns.reset();
      for (const [state, runs] of states ?? []) openRuns.set({ state }, runs);
    },
  });
  const answers = new Gauge({
    name: 'onboarding_temporal_answers',
    help: metrics.onboarding_temporal_answers.text,
    registers: [register],
    async collect() {
      answers.set((await count()) === undefined ? 0 : 1);
    },
  });
  return {
    observeRequest: (seconds, values) => requests.observe(values, seconds),
    text: () => register.metrics(),
    contentType: register.contentType,
    ofProcess: () => collectDefaultMetrics({ register }),
  };
}
