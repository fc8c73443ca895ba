import { z } from 'zod';
import { onboardingStates, type Step } from '../rules/states.ts';

const instant = z.iso.datetime();

/** The newest invitation that has to do with the address, as Vultr shows it now. */
export const observedInvitation = z.object({
  status: z.enum(['pending', 'expired', 'accepted', 'other']).meta({
    description:
      '`expired` goes by its end, whatever Vultr calls it; `other` is a word of Vultr that is not documented',
  }),
  expiresAt: instant.optional(),
  sentTo: z.string().optional().meta({ description: 'The invited address, where it is another one' }),
  acceptedBy: z
    .string()
    .optional()
    .meta({ description: 'The address of the account that accepted, where Vultr says it' }),
});

/** Which of the run's steps would give the person access; `none` where nothing is missing. */
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
 * Vultr's own two questions about a "No Active Organization" screen, answered from live reads.
 * Source: the guide, "Understand the No Active Organization Screen".
 */
export const accessReport = z
  .object({
    email: z.string(),
    userCount: z.int().meta({
      description: 'How many users of the organization have the address; who is only invited is none',
    }),
    userId: z.string().optional(),
    invitation: observedInvitation.optional(),
    active: z.object({ value: z.boolean(), observed: z.string() }),
    access: z.object({
      value: z.boolean().nullable().meta({
        description:
          'In a group that has a policy, or with a role or policy of their own; null where too little could be read to know',
      }),
      groups: z.array(z.object({ id: z.string(), name: z.string(), policies: z.array(z.string()) })),
      policies: z.array(z.string()).meta({ description: 'Effective policies of the user' }),
      roles: z.array(z.string()).meta({ description: 'Roles of the user' }),
      observed: z.string(),
    }),
    conclusion: z.string(),
    fix: z.object({
      step: z.enum(fixSteps).meta({
        description: 'The step of a run that is missing; `preflight` where the API key cannot read enough',
      }),
      action: z.string().meta({ description: "What to do, in the words of Vultr's guide" }),
    }),
    failedReads: z
      .array(z.object({ name: z.string(), error: z.string() }))
      .optional()
      .meta({ description: 'Readings that failed. What the others showed is answered all the same' }),
  })
  .meta({ id: 'AccessReport' });

export type AccessReport = z.infer<typeof accessReport>;
export type ObservedInvitationView = z.infer<typeof observedInvitation>;

/** What `GET /v1/access` answers: the report on an address, and the run that looks after it. */
export const addressAccess = accessReport
  .extend({
    onboarding: z
      .object({
        id: z.string(),
        state: z.enum(onboardingStates),
        href: z.string().meta({ example: '/v1/onboardings/{id}' }),
      })
      .optional()
      .meta({ description: 'The newest run of the address, where Temporal remembers one' }),
    onboardingUnavailable: z
      .string()
      .optional()
      .meta({ description: 'Why it could not be found out whether there is a run' }),
  })
  .meta({ id: 'AddressAccess' });

export type AddressAccess = z.infer<typeof addressAccess>;
