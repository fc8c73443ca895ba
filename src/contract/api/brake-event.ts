import { z } from 'zod';

/** The events of the brake. */
export const brakeEventTypes = ['brake.on'] as const;

export const brakeEvent = z
  .object({
    type: z.enum(brakeEventTypes),
    timestamp: z.iso.datetime().meta({
      description: 'When it happened; the same in every attempt to deliver it',
      example: '2026-06-29T09:00:00.000Z',
    }),
    data: z.object({
      sequence: z.int().meta({ description: 'How many times the brake has come on' }),
      held: z.int().meta({ description: 'How many onboardings and offboardings it holds' }),
      limit: z.int().meta({ description: 'How many people could have passed within 24 hours' }),
      href: z.string().meta({ example: '/v1/brake' }),
    }),
  })
  .meta({ id: 'BrakeEvent' });
