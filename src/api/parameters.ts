import { z } from 'zod';
import { deliveryIdPattern } from '../contract/temporal/event-delivery.ts';
import { deliveryStatuses } from '../contract/api/delivery-view.ts';
import { onboardingIdPattern } from '../contract/temporal/workflow-ids.ts';
import { emailAddress } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { onboardingStates } from '../contract/rules/states.ts';

export const onboardingParams = z.object({
  id: z.string().meta({
    description: 'The id of a run: `onboarding-` and 32 hexadecimal digits',
  }),
});

/** An id that cannot be one is answered without asking Temporal. Throws `not_found`. */
export function onboardingIdOf({ id }: z.infer<typeof onboardingParams>): string {
  if (onboardingIdPattern.test(id)) return id;
  throw new ProblemError(
    'not_found',
    'No run has this id: an id is "onboarding-" and 32 hexadecimal digits.',
  );
}

export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must consist of 1 to 255 visible ASCII characters')
    .optional()
    .meta({
      description: 'Yours to choose, new for each request; a request repeated with it takes effect once.',
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
    .meta({ description: 'Items a page' }),
  cursor: z
    .string()
    .max(4096, 'must have at most 4096 characters')
    .optional()
    .meta({ description: 'The `nextCursor` of the page before' }),
};

export const listQuery = z.strictObject({
  state: z.enum(onboardingStates).optional().meta({ description: 'Only runs in this state' }),
  ...page,
});

export const eventsQuery = z.strictObject({
  status: z
    .enum(deliveryStatuses)
    .default('failed')
    .meta({ description: 'Where they stand on their way to the receiver' }),
  ...page,
});

export const deliveryParams = z.object({
  id: z.string().meta({ description: 'The `id` of an item of `GET /v1/events`' }),
});

/** An id that cannot be one is answered without asking Temporal. Throws `not_found`. */
export function deliveryIdOf({ id }: z.infer<typeof deliveryParams>): string {
  if (deliveryIdPattern.test(id)) return id;
  throw new ProblemError('not_found', 'No event has this id: take one from GET /v1/events.');
}

/** `+` in a query string is read as a space, and no space belongs into an address: this is how it shows. */
const noSpace = z
  .string()
  .refine((text) => !/\s/.test(text), 'must not contain a space; a + in an address is written %2B here');

export const accessQuery = z.strictObject({
  email: noSpace.pipe(emailAddress).meta({
    description: 'Any address, in any spelling; a `+` in it is written `%2B`',
    example: 'ada@example.com',
  }),
});
