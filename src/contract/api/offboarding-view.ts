import { z } from 'zod';
import { offboardingStates, offboardingSteps } from '../rules/offboarding-states.ts';
import {
  type AttentionView,
  attentionView,
  cancellationView,
  check,
  historyEntry,
  holdView,
  keptUser,
  removalView,
} from './onboarding-view.ts';
import { unreadableFlow } from './unreadable-flow.ts';

const instant = z.iso.datetime().meta({ description: 'UTC, RFC 3339', example: '2026-06-29T09:00:00.000Z' });
const reason = z.string().meta({ description: 'As the operator wrote it' });
const decision = z.object({ at: instant, by: z.string(), reason });
const held = z.object({ id: z.string(), name: z.string().optional() });
const step = z.enum(offboardingSteps);

const proof = z.object({ at: instant, checks: z.array(check), warnings: z.array(z.string()) });

/** What a person had before anything was taken. */
export const holdingsView = z.object({
  userId: z.string(),
  email: z.string(),
  status: z.string(),
  suspended: z.boolean(),
  apiEnabled: z.boolean().optional().meta({ description: 'Left out if Vultr does not say' }),
  apiKeys: z.int().meta({ description: 'How many API keys' }),
  groups: z.array(held),
  policies: z.array(held).meta({ description: 'Attached to the person directly' }),
  roles: z.array(held).meta({ description: 'Given to the person directly' }),
});

export const departureEvidence = proof.extend({
  userId: z.string().optional().meta({ description: 'Left out if no user was found' }),
});

export const offboardingView = z
  .object({
    id: z.string(),
    kind: z.literal('offboarding'),
    state: z.enum(offboardingStates),
    step,
    since: instant.meta({ description: 'When the offboarding entered this state' }),
    requestedBy: z.string().optional().meta({ description: 'The name of the caller' }),
    email: z.string(),
    externalId: z.string().optional(),
    reason: z.string().meta({ description: 'Why the person leaves, as the order says' }),
    effectiveAt: instant.optional().meta({
      description: 'When the departure begins, or has begun, if the order named a time that was to come',
    }),
    graceMs: z.int().meta({ description: 'How long the person stays suspended before they are removed' }),
    graceEndsAt: instant
      .optional()
      .meta({ description: 'When the person is removed; a hold does not move it' }),
    before: holdingsView.optional().meta({ description: 'What the person had before anything was taken' }),
    taken: z
      .array(proof.extend({ step }))
      .optional()
      .meta({ description: 'What the readings after each step have shown' }),
    invitation: z
      .object({ id: z.string(), expiresAt: instant })
      .optional()
      .meta({ description: 'The guarded invitation that expires last' }),
    nextStep: z.string().meta({ description: 'What happens next, in words' }),
    attention: attentionView
      .extend({ step })
      .optional()
      .meta({ description: 'What an operator has to decide or to fix' }),
    evidence: departureEvidence.optional().meta({ description: 'The proof that the person is gone' }),
    hold: holdView.optional().meta({ description: 'While the offboarding is on hold, or about to be' }),
    cancellation: cancellationView
      .optional()
      .meta({ description: 'Once the departure was called off: by a reinstatement, or at the brake' }),
    supersededBy: z.string().optional().meta({
      description: 'The ID of the offboarding that took the place of this one while it was scheduled',
    }),
    onboarding: z.string().optional().meta({
      description:
        'The ID of the onboarding that goes on after the departure, which had interrupted it, was called off',
    }),
    confirmation: decision
      .optional()
      .meta({ description: 'Once an operator confirmed a person whom this service did not bring in' }),
    removeNow: decision.optional().meta({ description: 'Once an operator ended the grace period' }),
    skipped: z
      .array(decision.extend({ step }))
      .optional()
      .meta({ description: 'Steps that an operator skipped' }),
    removals: z
      .array(removalView)
      .optional()
      .meta({ description: 'Users who accepted a guarded invitation and were removed, with the checks' }),
    kept: z
      .array(keptUser)
      .optional()
      .meta({ description: 'Users who accepted a guarded invitation and stay, and why' }),
    history: z.array(historyEntry),
    timings: z.object({
      startedAt: instant,
      releasedAt: instant.optional().meta({ description: 'When the brake let the departure go' }),
      suspendedAt: instant.optional(),
      cutOffAt: instant
        .optional()
        .meta({ description: 'When suspension and closed API access had both been read back' }),
      removedAt: instant.optional(),
      endedAt: instant.optional(),
    }),
  })
  .meta({ id: 'Offboarding' });

export type OffboardingAttention = Pick<z.infer<typeof attentionView>, 'meaning' | 'remedy'> &
  Omit<AttentionView, 'step'> & { readonly step: z.infer<typeof step> };

export type OffboardingView = Omit<z.infer<typeof offboardingView>, 'attention'> & {
  attention?: OffboardingAttention | undefined;
};

export const offboardingPage = z
  .object({
    items: z.array(offboardingView),
    unreadable: z.array(unreadableFlow).optional().meta({
      description: 'Offboardings of this page that cannot be decrypted; absent if there is none',
    }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Pass as `cursor` for the next page; null on the last one' }),
  })
  .meta({ id: 'OffboardingPage' });

export type OffboardingPage = z.infer<typeof offboardingPage>;
