import type { z } from 'zod';
import { type brakeEvent, brakeEventTypes } from './brake-event.ts';
import { eventTypes, type OnboardingEvent } from './events.ts';
import { type OffboardingEvent, offboardingEventTypes } from './offboarding-event.ts';

/** Every type of event that a receiver can subscribe to. */
export const serviceEventTypes = [...eventTypes, ...offboardingEventTypes, ...brakeEventTypes] as const;

export type ServiceEvent = OnboardingEvent | OffboardingEvent | z.infer<typeof brakeEvent>;
