import { z } from 'zod';
import { type FactsOf, type FailureCode, failureCodes } from '../rules/failures.ts';
import { type KeepReason, keepReasons } from '../rules/keep-reasons.ts';
import { onboardingStates, steps } from '../rules/states.ts';
import { leaveGroups } from './onboarding-request.ts';
import { unreadableFlow } from './unreadable-flow.ts';

const instant = z.iso.datetime().meta({ description: 'UTC, RFC 3339', example: '2026-06-29T09:00:00.000Z' });

export const invitationView = z.object({
  id: z.string().meta({ description: "Vultr's ID of the invitation" }),
  status: z.enum(['pending', 'accepted', 'expired']),
  number: z.int().meta({
    description: 'Counts the invitation windows of this onboarding from 1, an adopted one included',
  }),
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
  answer: z.string().optional().meta({ description: "Vultr's response, without secrets" }),
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
  groupId: z
    .string()
    .optional()
    .meta({ description: 'The group that the check is about, if it is about one' }),
});

const issued = {
  at: instant,
  by: z.string().meta({ description: 'The name of the caller that sent the command' }),
};
const reason = z.string().meta({ description: 'As the operator wrote it' });

export const holdView = z.object({ ...issued, reason: reason.optional() });
export const cancellationView = z.object({ ...issued, reason });
export const skippedStep = z.object({ step: z.enum(steps), ...issued, reason });
export const approvedAddress = z.object({ address: z.string(), ...issued, reason: reason.optional() });

export const removalView = z.object({
  at: instant,
  userId: z.string(),
  email: z.string(),
  action: z.string().meta({ example: 'removed from the organization' }),
  checks: z.array(check),
});

/** A user who stays in the organization although the onboarding was cancelled. */
export const keptUser = z.object({
  email: z.string(),
  reason: z.enum(Object.keys(keepReasons) as [KeepReason, ...KeepReason[]]),
});

const named = z.object({ name: z.string(), id: z.string().optional() });

export const evidenceView = z.object({
  at: instant,
  userId: z.string(),
  groupId: z.string().meta({ description: 'The first group; `checks` has those of every group' }),
  checks: z.array(check),
  warnings: z.array(z.string()),
});

const leftGroupsView = z.object({
  at: instant,
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  checks: z.array(check),
  warnings: z.array(z.string()),
});

export const onboardingView = z
  .object({
    id: z.string(),
    state: z.enum(onboardingStates),
    step: z.enum(steps),
    since: instant.meta({ description: 'When the onboarding entered this state' }),
    requestedBy: z.string().optional().meta({ description: 'The name of the caller' }),
    email: z.string(),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    externalId: z.string().optional(),
    startDate: z.string().optional(),
    notBefore: instant.optional().meta({
      description: 'When the onboarding begins, or has begun, if the request named a time that was to come',
    }),
    group: named,
    policies: z.array(named),
    roles: z
      .array(z.string())
      .optional()
      .meta({ description: 'The roles that the request named, if it named roles' }),
    groups: z
      .array(named.extend({ policies: z.array(named) }))
      .optional()
      .meta({
        description:
          'Every group with its policies, if there are several; `group` and `policies` are those of the first',
      }),
    leaveGroups: leaveGroups.optional().meta({
      description: 'Which groups the person is to leave once the new access is verified',
    }),
    leftGroups: leftGroupsView
      .optional()
      .meta({ description: 'The groups that the person has left, and the checks that prove it' }),
    leavingRefused: cancellationView.optional().meta({
      description: 'An operator has refused the leaving, so the person keeps the old groups as well',
    }),
    warnings: z.array(z.string()).optional().meta({
      description:
        'What the request probably did not mean, such as a new group whose name resembles an existing one',
    }),
    invitation: invitationView.optional(),
    nextStep: z.string().meta({ description: 'What happens next, in words' }),
    attention: attentionView.optional(),
    evidence: evidenceView.optional(),
    hold: holdView.optional().meta({ description: 'While the onboarding is on hold, or about to be' }),
    cancellation: cancellationView.optional().meta({ description: 'Once the onboarding was cancelled' }),
    offboarding: z.string().optional().meta({
      description: 'The ID of the offboarding that has interrupted the onboarding and taken over what it did',
    }),
    supersededBy: z.string().optional().meta({
      description: 'The ID of the onboarding that has superseded this one and taken over what it did',
    }),
    skipped: z.array(skippedStep).optional().meta({ description: 'Steps that an operator skipped' }),
    approvedAddresses: z
      .array(approvedAddress)
      .optional()
      .meta({ description: 'Emails that an operator approved after they had accepted' }),
    removals: z
      .array(removalView)
      .optional()
      .meta({ description: 'Users that the cancelled onboarding removed, and the checks that prove it' }),
    kept: z
      .array(keptUser)
      .optional()
      .meta({ description: 'Users that the cancelled onboarding left in place, and why' }),
    history: z.array(historyEntry),
    timings: z.object({
      startedAt: instant,
      invitedAt: instant.optional(),
      acceptedAt: instant.optional(),
      completedAt: instant.optional(),
      acceptanceToAccessMs: z
        .int()
        .optional()
        .meta({ description: 'How long the person could see the screen "No Active Organization"' }),
    }),
  })
  .meta({ id: 'Onboarding' });

type Attention<Code extends FailureCode> = Omit<z.infer<typeof attentionView>, 'code' | 'facts'> & {
  readonly code: Code;
  readonly facts?: FactsOf<Code>;
};

/** Discriminated by `code`, because each code has its own facts (`contract/rules/failures.ts`). */
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
    unreadable: z.array(unreadableFlow).optional().meta({
      description:
        'Onboardings of this page that cannot be decrypted, usually because an encryption key was removed too early; absent if there is none',
    }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Pass as `cursor` for the next page; null on the last one' }),
  })
  .meta({ id: 'OnboardingPage' });

export type OnboardingPage = z.infer<typeof onboardingPage>;
