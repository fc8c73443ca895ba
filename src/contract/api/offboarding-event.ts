import { z } from 'zod';
import { offboardingSteps } from '../rules/offboarding-states.ts';
import { eventAttention } from './events.ts';
import { offboardingView } from './offboarding-view.ts';

/** The events of an offboarding. */
export const offboardingEventTypes = [
  'offboarding.suspended',
  'offboarding.left',
  'offboarding.reinstated',
  'offboarding.needs_attention',
] as const;

export const offboardingEvent = z
  .object({
    type: z.enum(offboardingEventTypes),
    timestamp: z.iso.datetime().meta({
      description: 'When it happened; the same in every attempt to deliver it',
      example: '2026-06-29T09:00:00.000Z',
    }),
    data: offboardingView
      .pick({
        id: true,
        kind: true,
        state: true,
        step: true,
        externalId: true,
        email: true,
        reason: true,
        graceEndsAt: true,
        timings: true,
      })
      .extend({
        sequence: z.int().meta({
          description: 'Counts the events of the offboarding from 1, because events may arrive out of order',
        }),
        attention: eventAttention
          .extend({ step: z.enum(offboardingSteps) })
          .optional()
          .meta({ description: 'In `offboarding.needs_attention`' }),
      }),
  })
  .meta({ id: 'OffboardingEvent' });

export type OffboardingEventType = (typeof offboardingEventTypes)[number];

export type OffboardingEvent = z.infer<typeof offboardingEvent>;
