import { metricMeter } from '@temporalio/workflow';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import { createMeter } from '../../contract/metrics/meter.ts';

/** Metrics of offboardings. The SDK emits none during a replay, and none of them is a command, so histories stay the same. */
const meter = createMeter(metricMeter);

export function countEnd(outcome: 'left' | 'reinstated'): void {
  meter.count('onboarding_offboarded', { outcome });
}

/** From the brake's release to the moment when suspension and closed API access had both been read back. */
export function measureCutOff({ releasedAt, cutOffAt }: OffboardingView['timings']): void {
  if (releasedAt === undefined || cutOffAt === undefined) return;
  meter.observe('onboarding_cut_off', Math.max(0, Date.parse(cutOffAt) - Date.parse(releasedAt)) / 1_000, {});
}
