import { metrics } from '../contract/metrics/metrics.ts';

/**
 * Temporal's SDK offers its own metrics and ours at `http://<address>/metrics`, as `host:port`. Counters end in
 * `_total` and durations are seconds, as Prometheus wants it.
 */
export function workerMetricsAt(address: string) {
  const histogramBucketOverrides = Object.fromEntries(
    Object.entries(metrics).flatMap(([name, facts]) =>
      'buckets' in facts ? [[name, [...facts.buckets]]] : [],
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
