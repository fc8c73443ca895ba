import { z } from 'zod';
import { serviceEventTypes } from './service-events.ts';
import { unreadableFields } from './unreadable.ts';

export const deliveryStatuses = ['under_way', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

const instant = z.iso.datetime().meta({ description: 'UTC, RFC 3339', example: '2026-06-29T09:00:00.000Z' });

/** One event on its way to one receiver. */
export const deliveryView = z
  .object({
    id: z
      .string()
      .meta({ description: 'The ID of the delivery: the ID of the event and the name of the receiver' }),
    status: z.enum(deliveryStatuses),
    type: z.enum(serviceEventTypes),
    onboardingId: z.string().optional().meta({
      description:
        'The onboarding or the offboarding that the event is about; absent if it is about the brake',
    }),
    receiver: z.string().meta({ description: 'The name of the receiver in ONBOARDING_WEBHOOKS' }),
    happenedAt: instant,
    webhookId: z.string().meta({ description: 'The header `webhook-id` that the receiver gets' }),
    failedAt: instant.optional(),
    error: z.string().optional().meta({ description: 'Why the last attempt failed' }),
  })
  .meta({ id: 'Delivery' });

export type DeliveryView = z.infer<typeof deliveryView>;

/** A delivery of the organization whose encryption key this API does not have. */
export const unreadableDelivery = z
  .object({ id: z.string(), status: z.enum(deliveryStatuses), ...unreadableFields })
  .meta({ id: 'UnreadableDelivery' });

export type UnreadableDelivery = z.infer<typeof unreadableDelivery>;

export const deliveryPage = z
  .object({
    items: z.array(deliveryView),
    unreadable: z.array(unreadableDelivery).optional().meta({
      description: 'Deliveries of this page that cannot be decrypted; absent if there is none',
    }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Pass as `cursor` for the next page; null on the last one' }),
  })
  .meta({ id: 'DeliveryPage' });

export type DeliveryPage = z.infer<typeof deliveryPage>;
