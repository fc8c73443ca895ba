import type { MetricMeter } from '@temporalio/common';
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricName,
  metrics,
} from './metrics.ts';

/** A meter of Temporal's SDK that knows the metrics and labels of the table. It costs nothing if metrics are off. */
export type Meter = {
  readonly count: <Name extends CounterName>(name: Name, labels: LabelsOf<Name>) => void;
  readonly set: <Name extends GaugeName>(name: Name, value: number, labels: LabelsOf<Name>) => void;
  /** Records a duration in seconds. */
  readonly observe: <Name extends HistogramName>(name: Name, seconds: number, labels: LabelsOf<Name>) => void;
};

export function createMeter(meter: MetricMeter): Meter {
  const instruments = new Map<MetricName, unknown>();
  /** The SDK would create a new instrument with each call. */
  function once<Instrument>(name: MetricName, create: () => Instrument): Instrument {
    const instrument = (instruments.get(name) as Instrument | undefined) ?? create();
    instruments.set(name, instrument);
    return instrument;
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
