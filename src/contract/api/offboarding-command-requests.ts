import { z } from 'zod';
import { optionalField } from '../lib/optional-field.ts';
import { singleLine } from '../lib/single-line.ts';
import type { OffboardingCommandName } from '../rules/offboarding-commands.ts';

const reason = singleLine(500).meta({
  description: 'Why, in words; the offboarding keeps it',
  example: 'The contract was extended',
});

const noFields = z.strictObject({});
const withReason = z.strictObject({ reason });

/** The body of each command of an offboarding. If every key is optional, the body may be left out. */
export const offboardingCommandRequests = {
  check: noFields,
  hold: z.strictObject({ reason: optionalField(reason, 'string') }),
  resume: noFields,
  retry: noFields,
  skip: withReason,
  confirm: withReason,
  'remove-now': withReason,
  reinstate: withReason,
} as const satisfies Record<OffboardingCommandName, z.ZodType>;
