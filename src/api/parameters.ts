import { z } from 'zod';
import { deliveryIdPattern } from '../contract/temporal/event-delivery.ts';
import { deliveryStatuses } from '../contract/api/delivery-view.ts';
import { flowIdPattern, personIdPattern } from '../contract/temporal/flow-ids.ts';
import { emailAddress } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { optionalField } from '../contract/lib/optional-field.ts';
import { identifier } from '../contract/lib/identifier.ts';
import { offboardingStates } from '../contract/rules/offboarding-states.ts';
import { onboardingStates, statesOfOnboardings } from '../contract/rules/states.ts';

const examplePersonId = 'person-0123456789abcdef0123456789abcdef';
const exampleFlowId = `${examplePersonId}.1`;

export const onboardingParams = z.object({
  id: z.string().meta({
    description: 'The ID of the onboarding: `person-`, 32 hexadecimal digits, a dot and a number',
    example: exampleFlowId,
  }),
});

/** Rejects a malformed ID without asking Temporal. Throws `not_found`. */
export function onboardingIdOf({ id }: z.infer<typeof onboardingParams>): string {
  if (flowIdPattern.test(id)) return id;
  const detail = `No onboarding has this ID: an ID looks like ${exampleFlowId}.`;
  throw new ProblemError('not_found', detail);
}

export const offboardingParams = z.object({
  id: z.string().meta({
    description: 'The ID of the offboarding: `person-`, 32 hexadecimal digits, a dot and a number',
    example: `${examplePersonId}.2`,
  }),
});

/** Rejects a malformed ID without asking Temporal. Throws `not_found`. */
export function offboardingIdOf({ id }: z.infer<typeof offboardingParams>): string {
  if (flowIdPattern.test(id)) return id;
  const detail = `No offboarding has this ID: an ID looks like ${examplePersonId}.2.`;
  throw new ProblemError('not_found', detail);
}

export const personParams = z.object({
  id: z.string().meta({
    description: 'The ID of the person: that of an onboarding without the dot and the number',
    example: examplePersonId,
  }),
});

/** Rejects a malformed ID without asking Temporal. Throws `not_found`. */
export function personIdOf({ id }: z.infer<typeof personParams>): string {
  if (personIdPattern.test(id)) return id;
  const detail = `No person has this ID: an ID looks like ${examplePersonId}.`;
  throw new ProblemError('not_found', detail);
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

const ofPerson = {
  email: optionalField(noSpace.pipe(emailAddress), 'string').meta({
    type: 'string',
    description: 'Only of the person with this email, or with this allowed address; write a `+` as `%2B`',
  }),
  externalId: optionalField(identifier(255), 'string').meta({
    type: 'string',
    description: 'Only of the person with this external ID',
  }),
};

export const listQuery = z.strictObject({
  state: z.enum(statesOfOnboardings).optional().meta({ description: 'Only onboardings in this state' }),
  group: z
    .string()
    .max(128, 'must have at most 128 characters')
    .optional()
    .meta({ description: 'Only onboardings with a group of exactly this name, the first one or another' }),
  ...ofPerson,
  ...page,
});

export const offboardingsQuery = z.strictObject({
  state: z.enum(offboardingStates).optional().meta({ description: 'Only offboardings in this state' }),
  ...ofPerson,
  ...page,
});

export const peopleQuery = z.strictObject({
  state: z
    .enum([...onboardingStates, ...offboardingStates])
    .optional()
    .meta({
      description:
        'Only people whose newest onboarding or offboarding is in this state, or who were `erased`',
    }),
  ...ofPerson,
  ...page,
});
