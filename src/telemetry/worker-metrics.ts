import { metrics } from '../contract/metrics/metrics.ts';

/**
 * Options by which Temporal's SDK serves its own metrics and ours at `http://<address>/metrics`; `address` is
 * `host:port`. Counters end in `_total` and durations are in seconds, as Prometheus recommends.
 */
export function workerMetricsAt(address: string) {
  const histogramBucketOverrides = Object.fromEntries(
    Object.entries(metrics).flatMap(([name, metric]) =>
      'buckets' in metric ? [[name, [...metric.buckets]]] : [],
    ),
  );
  return {
    prometheus: {
      bindAddress: address,
      countersTotalSuffix: true,
      useSecondsForDurations: true,
      histogramBucketOverrides,
    },
  };
}
