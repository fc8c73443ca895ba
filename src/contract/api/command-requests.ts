import { z } from 'zod';
import type { CommandName } from '../rules/commands.ts';
import { optionalField } from '../lib/optional-field.ts';
import { singleLine } from '../lib/single-line.ts';
import { emailAddress, policyNames } from './onboarding-request.ts';

const reason = singleLine(500).meta({
  description: 'Why, in words; the onboarding keeps it',
  example: 'The offer was withdrawn',
});

const noFields = z.strictObject({});

/** The body of each command. If every key is optional, the body may be left out. */
export const commandRequests = {
  check: noFields,
  resend: noFields,
  hold: z.strictObject({ reason: optionalField(reason, 'string') }),
  resume: noFields,
  retry: z.strictObject({
    policies: optionalField(policyNames, 'array').meta({
      description:
        'The right names of all policies, if the onboarding stopped because a name is unknown or ambiguous',
    }),
  }),
  skip: z.strictObject({ reason }),
  'approve-address': z.strictObject({
    address: emailAddress.meta({
      description:
        'The email that accepted, as the attention shows it, so that no other email can be approved by mistake',
      example: 'ada.l@example.com',
    }),
    reason: optionalField(reason, 'string'),
  }),
  cancel: z.strictObject({ reason }),
} as const satisfies Record<CommandName, z.ZodType>;

/** The union of all command bodies. */
export type CommandRequest = {
  readonly reason?: string | undefined;
  readonly policies?: readonly string[] | undefined;
  readonly address?: string | undefined;
};
