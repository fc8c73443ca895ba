import { z } from 'zod';
import { type FactsOf, type FailureCode, failureCodes } from '../rules/failures.ts';
import { type KeepReason, keepReasons } from '../rules/keep-reasons.ts';
import { onboardingStates, steps } from '../rules/states.ts';

const instant = z.iso.datetime().meta({ description: 'UTC, RFC 3339', example: '2026-06-29T09:00:00.000Z' });

export const invitationView = z.object({
  id: z.string().meta({ description: "Vultr's id of the invitation" }),
  status: z.enum(['pending', 'accepted', 'expired']),
  number: z
    .int()
    .meta({ description: 'Counts the windows of this run from 1; an adopted invitation is one too' }),
  sentAt: instant.optional(),
  expiresAt: instant,
});

export const attentionView = z.object({
  step: z.enum(steps),
  code: z.enum(failureCodes),
  meaning: z.string(),
  remedy: z.string(),
  detail: z.string().meta({ description: 'What happened this time' }),
  request: z.string().optional(),
  status: z.int().optional(),
  answer: z.string().optional().meta({ description: "Vultr's answer, without secrets" }),
  facts: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: 'Facts that belong to the code, such as `accepted` of `wrong_person`' }),
  since: instant,
  allowedCommands: z.array(z.string()).meta({ description: 'The commands that this state allows' }),
});

export const historyEntry = z.object({ at: instant, message: z.string() });

export const check = z.object({
  name: z.string().meta({ example: 'members of the group contain the person' }),
  request: z.string().meta({ example: 'GET /v2/groups/{id}/members' }),
  passed: z.boolean(),
  observed: z.string().optional(),
});

const given = {
  at: instant,
  by: z.string().meta({ description: 'The name of the API key that gave the command' }),
};
const reason = z.string().meta({ description: 'As the operator gave it' });

export const holdView = z.object({ ...given, reason: reason.optional() });
export const cancellationView = z.object({ ...given, reason });
export const skippedStep = z.object({ step: z.enum(steps), ...given, reason });
export const approvedAddress = z.object({ address: z.string(), ...given, reason: reason.optional() });

export const removalView = z.object({
  at: instant,
  userId: z.string(),
  email: z.string(),
  action: z.string().meta({ example: 'taken out of the organization' }),
  checks: z.array(check),
});

/** A user whom undoing a cancelled onboarding left as they were. */
export const keptUser = z.object({
  email: z.string(),
  reason: z.enum(Object.keys(keepReasons) as [KeepReason, ...KeepReason[]]),
});

export const evidenceView = z.object({
  at: instant,
  userId: z.string(),
  groupId: z.string(),
  checks: z.array(check),
  warnings: z.array(z.string()),
});

export const onboardingView = z
  .object({
    id: z.string(),
    state: z.enum(onboardingStates),
    step: z.enum(steps),
    since: instant.meta({ description: 'When the run came into this state' }),
    email: z.string(),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    externalId: z.string().optional(),
    startDate: z.string().optional(),
    group: z.object({ name: z.string(), id: z.string().optional() }),
    policies: z.array(z.object({ name: z.string(), id: z.string().optional() })),
    invitation: invitationView.optional(),
    nextStep: z.string().meta({ description: 'What happens next, in words' }),
    attention: attentionView.optional(),
    evidence: evidenceView.optional(),
    hold: holdView.optional().meta({ description: 'While the run is on hold' }),
    cancellation: cancellationView
      .optional()
      .meta({ description: 'From the moment on in which the run was cancelled' }),
    skipped: z.array(skippedStep).optional().meta({ description: 'Steps that a person took on themselves' }),
    approvedAddresses: z
      .array(approvedAddress)
      .optional()
      .meta({ description: 'Addresses that a person allowed after the run had met them' }),
    removals: z
      .array(removalView)
      .optional()
      .meta({ description: 'Whom the cancelled run took out again, and what was read after that' }),
    kept: z
      .array(keptUser)
      .optional()
      .meta({ description: 'Users whom the cancelled onboarding left as they were, and why' }),
    history: z.array(historyEntry),
    timings: z.object({
      startedAt: instant,
      invitedAt: instant.optional(),
      acceptedAt: instant.optional(),
      completedAt: instant.optional(),
      acceptanceToAccessMs: z
        .int()
        .optional()
        .meta({ description: 'For this long the person could meet the "No Active Organization" screen' }),
    }),
  })
  .meta({ id: 'Run' });

type Attention<Code extends FailureCode> = Omit<z.infer<typeof attentionView>, 'code' | 'facts'> & {
  readonly code: Code;
  readonly facts?: FactsOf<Code>;
};

/** Discriminated by `code`: each code has facts of its own (`contract/rules/failures.ts`). */
export type AttentionView = { [Code in FailureCode]: Attention<Code> }[FailureCode];

export type OnboardingView = Omit<z.infer<typeof onboardingView>, 'attention'> & {
  attention?: AttentionView | undefined;
};
export type KeptUser = z.infer<typeof keptUser>;
export type Removal = z.infer<typeof removalView>;
export type Check = z.infer<typeof check>;

export const onboardingPage = z
  .object({
    items: z.array(onboardingView),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Pass as `cursor` for the next page; null on the last one' }),
  })
  .meta({ id: 'RunPage' });

export type OnboardingPage = z.infer<typeof onboardingPage>;
