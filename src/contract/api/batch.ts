import { z } from 'zod';
import { failureCodes } from '../rules/failures.ts';
import { onboardingRequest } from './onboarding-request.ts';
import { problemDetails } from './problem-details.ts';

export const maxItems = 1_000;

/** Items are looked at one by one, so that a bad one does not spoil the others; hence their type is not fixed here. */
export const batchRequest = z.strictObject({
  items: z
    .array(z.unknown())
    .min(1, 'must have at least one item')
    .max(maxItems, `must have at most ${maxItems} items`)
    .meta({
      description: `Up to ${maxItems} bodies of \`POST /v1/onboardings\`.`,
      example: [onboardingRequest.meta()?.['example']],
    }),
});

/** What a single POST would have answered: its status, and the run or the problem. */
export const startedItem = z.object({
  status: z.int().meta({ description: 'As of a single POST: 202, 200, 400, 409 …', example: 202 }),
  id: z.string().optional().meta({ description: 'The run' }),
  problem: problemDetails.optional(),
});

export const batchResponse = z.object({ items: z.array(startedItem) });

export type StartedItem = z.infer<typeof startedItem>;

/** What would become of a hire. */
export const planKinds = [
  'invite',
  'adopt_invitation',
  'adopt_member',
  'existing',
  'conflict',
  'refuse',
] as const;

export const plannedHire = z.object({
  plan: z.enum(planKinds).meta({
    description:
      'invite: a mail goes out. adopt_invitation: one is under way. adopt_member: is in already. existing: a run answers it. conflict: a run with other content is open. refuse: it would stop before any mail.',
  }),
  id: z.string().optional().meta({ description: 'The run that exists or stands in the way' }),
  code: z.enum(failureCodes).optional().meta({ description: 'Why the preflight would stop' }),
  detail: z.string().optional(),
});

export type PlannedHire = z.infer<typeof plannedHire>;

export const planResponse = z.object({
  items: z.array(z.union([plannedHire, z.object({ plan: z.literal('refuse'), problem: problemDetails })])),
});

export type PlanItem = z.infer<typeof planResponse>['items'][number];
