import type { MetricMeter } from '@temporalio/common';
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricName,
  metrics,
} from './metrics.ts';

/** A meter of Temporal's SDK, by the names and labels of the table. Costs nothing where no metrics are asked for. */
export type Meter = {
  readonly count: <Name extends CounterName>(name: Name, labels: LabelsOf<Name>) => void;
  readonly set: <Name extends GaugeName>(name: Name, value: number, labels: LabelsOf<Name>) => void;
  /** In seconds. */
  readonly observe: <Name extends HistogramName>(name: Name, seconds: number, labels: LabelsOf<Name>) => void;
};

export function createMeter(meter: MetricMeter): Meter {
  const made = new Map<MetricName, unknown>();
  /** The SDK makes a new instrument with each call. */
  function once<Instrument>(name: MetricName, make: () => Instrument): Instrument {
    const known = (made.get(name) as Instrument | undefined) ?? make();
    made.set(name, known);
    return known;
  }
  return {
    count(name, labels) {
      once(name, () => meter.createCounter(name, undefined, metrics[name].text)).add(1, labels);
    },
    set(name, value, labels) {
      once(name, () => meter.createGauge(name, 'float', undefined, metrics[name].text)).set(value, labels);
    },
    observe(name, seconds, labels) {
      once(name, () => meter.createHistogram(name, 'float', undefined, metrics[name].text)).record(
        seconds,
        labels,
      );
    },
  };
}
