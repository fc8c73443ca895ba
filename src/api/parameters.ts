import { z } from 'zod';
import { deliveryIdPattern } from '../contract/temporal/event-delivery.ts';
import { deliveryStatuses } from '../contract/api/delivery-view.ts';
import { onboardingIdPattern } from '../contract/temporal/workflow-ids.ts';
import { emailAddress } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { onboardingStates } from '../contract/rules/states.ts';

export const onboardingParams = z.object({
  id: z.string().meta({
    description: 'The ID of the onboarding: `onboarding-` and 32 hexadecimal digits',
  }),
});

/** Rejects a malformed ID without asking Temporal. Throws `not_found`. */
export function onboardingIdOf({ id }: z.infer<typeof onboardingParams>): string {
  if (onboardingIdPattern.test(id)) return id;
  throw new ProblemError(
    'not_found',
    'No onboarding has this ID: an ID is "onboarding-" and 32 hexadecimal digits.',
  );
}

export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must consist of 1 to 255 visible ASCII characters')
    .optional()
    .meta({
      description:
        'Chosen by the caller, new for each request; a request that is repeated with the same key takes effect once.',
    }),
});

const limitMessage = 'must be a whole number from 1 to 200';

const page = {
  limit: z.coerce
    .number(limitMessage)
    .int(limitMessage)
    .min(1, limitMessage)
    .max(200, limitMessage)
    .default(50)
    .meta({ description: 'Items per page' }),
  cursor: z
    .string()
    .max(4096, 'must have at most 4096 characters')
    .optional()
    .meta({ description: 'The `nextCursor` of the previous page' }),
};

export const listQuery = z.strictObject({
  state: z.enum(onboardingStates).optional().meta({ description: 'Only onboardings in this state' }),
  ...page,
});

export const eventsQuery = z.strictObject({
  status: z
    .enum(deliveryStatuses)
    .default('failed')
    .meta({ description: 'Only deliveries with this status' }),
  ...page,
});

export const deliveryParams = z.object({
  id: z.string().meta({ description: 'The `id` of an item of `GET /v1/events`' }),
});

/** Rejects a malformed ID without asking Temporal. Throws `not_found`. */
export function deliveryIdOf({ id }: z.infer<typeof deliveryParams>): string {
  if (deliveryIdPattern.test(id)) return id;
  throw new ProblemError('not_found', 'No event has this ID. Take one from GET /v1/events.');
}

/** A query string decodes `+` to a space. No email contains a space, so one shows the mistake. */
const noSpace = z
  .string()
  .refine((text) => !/\s/.test(text), 'must not contain a space; write a + in an email as %2B');

export const accessQuery = z.strictObject({
  email: noSpace.pipe(emailAddress).meta({
    description: 'Any email, in any spelling; write a `+` as `%2B`',
    example: 'ada@example.com',
  }),
});
