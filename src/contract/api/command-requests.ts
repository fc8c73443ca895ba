import { z } from 'zod';
import type { CommandName } from '../rules/commands.ts';
import { singleLine } from '../lib/single-line.ts';
import { emailAddress, policyNames } from './onboarding-request.ts';

const reason = singleLine(500).meta({
  description: 'Why; it stays in the run for ever',
  example: 'The offer was withdrawn',
});

const nothing = z.strictObject({});

/** The body of each command. Where every key is optional, the body may be left out altogether. */
export const commandRequests = {
  check: nothing,
  resend: nothing,
  hold: z.strictObject({ reason: reason.optional() }),
  resume: nothing,
  retry: z.strictObject({
    policies: policyNames
      .optional()
      .meta({ description: 'The right names, where the run stopped at a policy that is not known' }),
  }),
  skip: z.strictObject({ reason }),
  'approve-address': z.strictObject({
    address: emailAddress.meta({
      description:
        'The accepting address as the attention shows it: nobody can approve another one by mistake',
      example: 'ada.l@example.com',
    }),
    reason: reason.optional(),
  }),
  cancel: z.strictObject({ reason }),
} as const satisfies Record<CommandName, z.ZodType>;

/** What a command may bring along: the union of all bodies. */
export type CommandRequest = {
  readonly reason?: string | undefined;
  readonly policies?: readonly string[] | undefined;
  readonly address?: string | undefined;
};
