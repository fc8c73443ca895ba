import { z } from 'zod';
import { optionalField } from '../lib/optional-field.ts';
import { failureCodes } from '../rules/failures.ts';
import { maxItems } from './batch.ts';
import { offboardingRequest } from './offboarding-request.ts';
import { holdingsView } from './offboarding-view.ts';
import { problemDetails } from './problem-details.ts';

const maxBatchSize = 100_000;
const batchSizeMessage = `must be a whole number from 1 to ${maxBatchSize}`;

/** The items have no type here, because each is validated separately: an invalid one does not affect the others. */
export const offboardingBatchRequest = z.strictObject({
  items: z
    .array(z.unknown())
    .min(1, 'must have at least one item')
    .max(maxItems, `must have at most ${maxItems} items`)
    .meta({
      description: `Up to ${maxItems} bodies of \`POST /v1/offboardings\`.`,
      example: [offboardingRequest.meta()?.['example']],
    }),
  batchSize: optionalField(
    z.int(batchSizeMessage).min(1, batchSizeMessage).max(maxBatchSize, batchSizeMessage),
    'number',
  ).meta({
    description:
      'How many people leave in all, if the list is sent in several batches: the brake judges the whole list. Default: those of this batch whose departure has not been ordered yet.',
    example: 300,
  }),
});

/** What an order would do. */
export const departurePlanKinds = ['offboard', 'absent', 'existing', 'conflict', 'refuse'] as const;

export const plannedDeparture = z.object({
  plan: z.enum(departurePlanKinds).meta({
    description:
      'offboard: take everything in `before`, then remove the person. absent: take nothing, because no user is the person; pending invitations to them are guarded. existing: return the offboarding that the order has already led to. conflict: fail with 409; `detail` says why. refuse: stop before anything is taken.',
  }),
  id: z.string().optional().meta({ description: 'The existing or conflicting offboarding' }),
  before: holdingsView
    .optional()
    .meta({ description: 'What the person has, and would lose; left out if it was not read' }),
  invitations: z
    .int()
    .optional()
    .meta({ description: 'How many pending invitations to the person would be guarded' }),
  code: z.enum(failureCodes).optional().meta({ description: 'Why the survey would stop' }),
  detail: z.string().optional(),
  warnings: z.array(z.string()).optional().meta({ description: 'What the order would do besides' }),
});

export type PlannedDeparture = z.infer<typeof plannedDeparture>;

export const brakeForecast = z.object({
  holds: z
    .boolean()
    .meta({ description: 'Whether the brake would hold the orders until an operator releases them' }),
  asking: z.int().meta({ description: 'How many people the orders would take something from' }),
  batchSize: z.int().meta({ description: 'How many people the batch would declare' }),
  passed: z.int().meta({ description: 'How many people have passed within 24 hours' }),
  held: z.int().meta({ description: 'How many onboardings and offboardings the brake holds now' }),
  limit: z.int().meta({ description: 'How many people may pass within 24 hours' }),
});

export type BrakeForecast = z.infer<typeof brakeForecast>;

export const offboardingPlanResponse = z.object({
  items: z.array(
    z.union([plannedDeparture, z.object({ plan: z.literal('refuse'), problem: problemDetails })]),
  ),
  brake: brakeForecast,
});

export type DeparturePlanItem = z.infer<typeof offboardingPlanResponse>['items'][number];
export type OffboardingPlanResponse = z.infer<typeof offboardingPlanResponse>;
