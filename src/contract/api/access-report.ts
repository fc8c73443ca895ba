import { z } from 'zod';
import { offboardingStates } from '../rules/offboarding-states.ts';
import { onboardingStates, type Step } from '../rules/states.ts';

const instant = z.iso.datetime();

/** The newest invitation that concerns the email, as Vultr shows it now. */
export const observedInvitation = z.object({
  status: z.enum(['pending', 'expired', 'accepted', 'other']).meta({
    description:
      '`expired` follows from its end, whatever status Vultr shows; `other` is a status that Vultr does not document',
  }),
  expiresAt: instant.optional(),
  sentTo: z.string().optional().meta({ description: 'The invited email, if it is a different one' }),
  acceptedBy: z
    .string()
    .optional()
    .meta({ description: 'The email of the account that accepted, if Vultr shows it' }),
});

/** The step of an onboarding that would give the person access; `none` if nothing is missing. */
export const fixSteps = [
  'none',
  'preflight',
  'inviteUser',
  'awaitAcceptance',
  'confirmPerson',
  'attachPolicies',
  'addMember',
  'verifyAccess',
] as const satisfies readonly (Step | 'none')[];

/**
 * Answers Vultr's two questions about the screen "No Active Organization" from live reads.
 * Source: the guide, "Understand the No Active Organization Screen".
 */
export const accessReport = z
  .object({
    email: z.string(),
    userCount: z.int().meta({
      description:
        'How many users of the organization have the email; a person who is only invited is not a user',
    }),
    userId: z.string().optional(),
    invitation: observedInvitation.optional(),
    active: z.object({ value: z.boolean(), observed: z.string() }),
    access: z.object({
      value: z.boolean().nullable().meta({
        description:
          'Whether the user is in a group that has a policy, or has a role or policy of their own; null if too little could be read',
      }),
      groups: z.array(z.object({ id: z.string(), name: z.string(), policies: z.array(z.string()) })),
      policies: z.array(z.string()).meta({ description: 'Effective policies of the user' }),
      roles: z.array(z.string()).meta({ description: 'Roles of the user' }),
      observed: z.string(),
    }),
    conclusion: z.string(),
    fix: z.object({
      step: z.enum(fixSteps).meta({
        description:
          'The step of an onboarding that is missing; `preflight` if the API key cannot read enough',
      }),
      action: z.string().meta({ description: "What to do, in the words of Vultr's guide" }),
    }),
    failedReads: z
      .array(z.object({ name: z.string(), error: z.string() }))
      .optional()
      .meta({ description: 'Reads that failed. The rest of the report is still valid' }),
  })
  .meta({ id: 'AccessReport' });

export type AccessReport = z.infer<typeof accessReport>;
export type ObservedInvitationView = z.infer<typeof observedInvitation>;

/** The response of `GET /v1/access`: the report on an email, and the person's onboarding. */
export const addressAccess = accessReport
  .extend({
    onboarding: z
      .object({
        id: z.string(),
        state: z.enum(onboardingStates),
        href: z.string().meta({ example: '/v1/onboardings/{id}' }),
      })
      .optional()
      .meta({ description: 'The newest onboarding of the email, unless the person left after it' }),
    offboarding: z
      .object({
        id: z.string(),
        state: z.enum(offboardingStates),
        href: z.string().meta({ example: '/v1/offboardings/{id}' }),
      })
      .optional()
      .meta({ description: 'The offboarding of the email, if nothing has happened to the person since' }),
    onboardingUnavailable: z
      .string()
      .optional()
      .meta({ description: 'Why the service could not find out whether there is an onboarding' }),
  })
  .meta({ id: 'AddressAccess' });

export type AddressAccess = z.infer<typeof addressAccess>;
