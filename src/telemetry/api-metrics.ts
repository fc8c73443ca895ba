import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LabelsOf } from '../contract/metrics/metrics.ts';
import { metrics } from '../contract/metrics/metrics.ts';
import { addScimMetrics, type ScimCounts } from './scim-metrics.ts';
import { cachedFor } from './cached-for.ts';

export type ApiMetrics = {
  readonly observeRequest: (seconds: number, labels: LabelsOf<'onboarding_api_request_duration'>) => void;
  readonly countScimRequest: (labels: LabelsOf<'onboarding_scim_requests'>) => void;
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

type Counts = {
  /** Counts open onboardings by state. */
  readonly countOpen: () => Promise<ReadonlyMap<string, number>>;
  /** Counts those whom the brake holds. */
  readonly countHeld: () => Promise<number>;
  /** Counts SCIM users and groups; left out, there is no SCIM. */
  readonly countScim?: () => Promise<ScimCounts>;
};

/** The metrics of an API process, and numbers that Temporal knows. A number whose count rejects is left out. */
export function createApiMetrics({ countOpen, countHeld, countScim }: Counts): ApiMetrics {
  const register = new Registry();
  const { text: help, labels, buckets } = metrics.onboarding_api_request_duration;
  const requests = new Histogram({
    name: 'onboarding_api_request_duration',
    help,
    labelNames: labels,
    buckets: [...buckets],
    registers: [register],
  });
  const scimRequests = new Counter({
    // The SDK's exporter adds the suffix to those of the workers.
    name: 'onboarding_scim_requests_total',
    help: metrics.onboarding_scim_requests.text,
    labelNames: metrics.onboarding_scim_requests.labels,
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
  const cachedHeld = cachedFor(countHeld, { forMs: countEveryMs, deadlineMs: countDeadlineMs });
  const held = new Gauge({
    name: 'onboarding_brake_held',
    help: metrics.onboarding_brake_held.text,
    registers: [register],
    async collect() {
      const count = await cachedHeld();
      if (count === undefined) held.remove();
      else held.set(count);
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
  if (countScim !== undefined) addScimMetrics(register, countScim);
  return {
    observeRequest: (seconds, values) => requests.observe(values, seconds),
    countScimRequest: (values) => scimRequests.inc(values),
    text: () => register.metrics(),
    contentType: register.contentType,
    ofProcess: () => collectDefaultMetrics({ register }),
  };
}
