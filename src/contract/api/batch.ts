import { z } from 'zod';
import { failureCodes } from '../rules/failures.ts';
import { onboardingRequest } from './onboarding-request.ts';
import { problemDetails } from './problem-details.ts';

export const maxItems = 1_000;

/** The items have no type here, because each is validated separately: an invalid one does not affect the others. */
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

/** The result of a single POST: its status, and the onboarding or the problem. */
export const startedItem = z.object({
  status: z
    .int()
    .meta({ description: 'What a single POST would have returned: 202, 200, 400, 409 …', example: 202 }),
  id: z.string().optional().meta({ description: 'The onboarding' }),
  problem: problemDetails.optional(),
});

export const batchResponse = z.object({ items: z.array(startedItem) });

export type StartedItem = z.infer<typeof startedItem>;

/** What a POST would do. */
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
      'invite: send an invitation email. adopt_invitation: adopt a pending invitation. adopt_member: adopt an existing member. existing: return the onboarding that the request has already led to. conflict: fail with 409; `detail` says why. refuse: stop before any email.',
  }),
  id: z.string().optional().meta({ description: 'The existing or conflicting onboarding' }),
  code: z.enum(failureCodes).optional().meta({ description: 'Why the preflight would fail' }),
  detail: z.string().optional(),
  warnings: z.array(z.string()).optional().meta({
    description:
      'What the request probably did not mean, such as a new group whose name resembles an existing one',
  }),
});

export type PlannedHire = z.infer<typeof plannedHire>;

export const planResponse = z.object({
  items: z.array(z.union([plannedHire, z.object({ plan: z.literal('refuse'), problem: problemDetails })])),
});

export type PlanItem = z.infer<typeof planResponse>['items'][number];
