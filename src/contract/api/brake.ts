import { z } from 'zod';
import { optionalField } from '../lib/optional-field.ts';
import { singleLine } from '../lib/single-line.ts';

const instant = z.iso.datetime().meta({ description: 'UTC, RFC 3339', example: '2026-06-29T09:00:00.000Z' });
const exampleId = 'person-0123456789abcdef0123456789abcdef.2';

export const heldFlow = z.object({
  id: z.string().meta({ description: 'The ID of the onboarding or offboarding', example: exampleId }),
  href: z.string().meta({ example: `/v1/offboardings/${exampleId}` }),
  kind: z
    .enum(['suspend', 'remove', 'leaveGroups'])
    .meta({ description: 'What is about to be taken: access as a whole, membership, or groups' }),
  orderedBy: z.string().meta({ description: 'The key or person who ordered it, and may not release it' }),
  askedAt: instant,
});

export const brakeDecisionView = z.object({
  verdict: z.enum(['released', 'refused']),
  by: z.string(),
  reason: z.string(),
  at: instant,
  count: z.int().meta({ description: 'How many onboardings and offboardings it was about' }),
});

export const brakeView = z
  .object({
    on: z.boolean().meta({ description: 'Whether the brake holds at least one' }),
    since: instant.optional().meta({ description: 'Since when it is on' }),
    limit: z.int().optional().meta({
      description:
        'How many people may pass within 24 hours; absent until the brake is asked for the first time',
    }),
    passed: z.int().meta({ description: 'How many people have passed within 24 hours' }),
    decidesAt: instant.optional().meta({
      description: 'When the brake decides about those whom it gathers; absent while it gathers none',
    }),
    blindUntil: instant.optional().meta({
      description:
        'Until then only urgent ones pass: the workflow of the brake was ended in Temporal, and whom it let through cannot be read',
    }),
    held: z.int().meta({ description: 'How many onboardings and offboardings wait for a decision' }),
    notListed: z.int().meta({
      description: 'How many more wait than the brake can keep; they are listed once it has room',
    }),
    items: z.array(heldFlow).meta({ description: 'Those who wait, the oldest first' }),
    decisions: z.array(brakeDecisionView).meta({ description: 'The last decisions, the newest first' }),
  })
  .meta({ id: 'Brake' });

export type BrakeView = z.infer<typeof brakeView>;

/** As many as fit into the body of a request. */
const maxIds = 1_000;

const idsMessage = `must have 1 to ${maxIds} IDs`;

export const brakeDecision = z
  .strictObject({
    reason: singleLine(500).meta({
      description: 'Why, in words; the brake and everyone it is about keep it',
      example: 'HR confirms the closing of the office',
    }),
    ids: optionalField(z.array(z.string()).min(1, idsMessage).max(maxIds, idsMessage), 'array').meta({
      description: 'Only these; as in `items`',
      example: [exampleId],
    }),
    held: optionalField(z.int().min(1, 'must be the number that GET /v1/brake shows'), 'number').meta({
      description:
        'All of them: the number that `GET /v1/brake` has shown as `held`, so that none is decided about unseen',
      example: 300,
    }),
  })
  .refine(({ ids, held }) => (ids === undefined) !== (held === undefined), {
    message: 'must name either ids or, to mean all, held',
    path: ['ids'],
  })
  .meta({ id: 'BrakeDecision' });

export type BrakeDecisionRequest = z.infer<typeof brakeDecision>;
