import { eventTypes, type OnboardingEvent } from '../../../src/contract/api/events.ts';
import type { Receiver } from '../../../src/contract/config/receivers.ts';
import { exampleOnboarding } from '../../api/fake-onboardings.ts';

const { id, state, step, email, group, timings } = exampleOnboarding();

export const invitedEvent: OnboardingEvent = {
  type: 'onboarding.invited',
  timestamp: '2026-06-29T09:00:00.000Z',
  data: { id, sequence: 1, state, step, email, group, timings },
};

export function createReceiver(url: string, changes: Partial<Receiver> = {}): Receiver {
  return { name: 'hr', url, secret: [`whsec_${'A'.repeat(32)}`], events: [...eventTypes], ...changes };
}
