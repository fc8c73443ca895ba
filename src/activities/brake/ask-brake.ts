import type { BrakeQuestion, BrakeSettings } from '../../contract/temporal/brake.ts';
import { activityClient } from '../../temporal/activity-client.ts';
import { signalBrake } from '../../temporal/signal-brake.ts';

/**
 * Sends a question to the brake of the organization, and starts the brake if it is not running. The answer comes as a
 * signal.
 */
export function createAskBrake(settings: BrakeSettings) {
  return (question: BrakeQuestion): Promise<void> => signalBrake(activityClient(), settings, question);
}
