import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import type { BrakeSettings, BrakeState } from '../../contract/temporal/brake.ts';
import { webhookIdFor } from '../../contract/temporal/event-delivery.ts';
import { announceOptions } from '../engine/activity-options.ts';
import { nowIso } from '../engine/now.ts';

/** Tells the receivers of events, if there are any, that the brake has come on. */
export async function announceOn(
  { held, timesOn }: BrakeState,
  { events, limit, timings }: BrakeSettings,
): Promise<void> {
  if (!events) return;
  const { workflowId, runId } = workflowInfo();
  const { announceEvent } = proxyActivities<TemporalActivities>(announceOptions(timings));
  const data = { sequence: timesOn, held: held.length, limit, href: '/v1/brake' };
  try {
    await announceEvent({
      webhookId: webhookIdFor(workflowId, runId.slice(-12), timesOn),
      event: { type: 'brake.on', timestamp: nowIso(), data },
    });
  } catch (error) {
    log.error('could not announce that the brake has come on', { error });
  }
}
