import { z } from 'zod';
import { attentionView, onboardingView } from './onboarding-view.ts';

/** The events of an onboarding. */
export const eventTypes = [
  'onboarding.invited',
  'onboarding.accepted',
  'onboarding.completed',
  'onboarding.needs_attention',
  'onboarding.cancelled',
] as const;

/** The `attention` of an event. Vultr's response is left out: only callers with a key may read it. */
export const eventAttention = attentionView
  .pick({ step: true, code: true, meaning: true, remedy: true, detail: true, since: true })
  .meta({ description: 'In `onboarding.needs_attention`' });

export const onboardingEvent = z
  .object({
    type: z.enum(eventTypes),
    timestamp: z.iso.datetime().meta({
      description: 'When it happened; the same in every attempt to deliver it',
      example: '2026-06-29T09:00:00.000Z',
    }),
    data: onboardingView
      .pick({
        id: true,
        state: true,
        step: true,
        externalId: true,
        email: true,
        group: true,
        groups: true,
        invitation: true,
        timings: true,
      })
      .extend({
        sequence: z.int().meta({
          description: 'Counts the events of the onboarding from 1, because events may arrive out of order',
        }),
        attention: eventAttention.optional(),
      }),
  })
  .meta({ id: 'OnboardingEvent' });

export type EventType = (typeof eventTypes)[number];

export type OnboardingEvent = z.infer<typeof onboardingEvent>;
