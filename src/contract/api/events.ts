import { z } from 'zod';
import { attentionView, onboardingView } from './onboarding-view.ts';

/** What a run tells the outside, in the order of a run that meets trouble once and is cancelled in the end. */
export const eventTypes = [
  'onboarding.invited',
  'onboarding.accepted',
  'onboarding.completed',
  'onboarding.needs_attention',
  'onboarding.cancelled',
] as const;

/** `attention` as an event carries it: without Vultr's own words, which are for whoever asks with a key. */
export const eventAttention = attentionView
  .pick({ step: true, code: true, meaning: true, remedy: true, detail: true, since: true })
  .meta({ description: 'With `onboarding.needs_attention`' });

export const onboardingEvent = z
  .object({
    type: z.enum(eventTypes),
    timestamp: z.iso.datetime().meta({
      description: 'When it happened; the same however often it is sent',
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
        invitation: true,
        timings: true,
      })
      .extend({
        sequence: z.int().meta({
          description:
            'Counts the events of the run from 1: events may arrive in another order than they happened',
        }),
        attention: eventAttention.optional(),
      }),
  })
  .meta({ id: 'OnboardingEvent' });

export type EventType = (typeof eventTypes)[number];

export type OnboardingEvent = z.infer<typeof onboardingEvent>;
