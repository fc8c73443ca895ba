import { z } from 'zod';
import { canonicalEmail } from '../lib/email.ts';
import { identifier } from '../lib/identifier.ts';
import { optionalField } from '../lib/optional-field.ts';
import { singleLine } from '../lib/single-line.ts';
import { emailAddress } from './onboarding-request.ts';
import { plannedInstant, plannedInstantSchema } from './planned-instant.ts';

/** For how many days at most a person who leaves stays suspended. */
export const maxGraceDays = 365;
const graceDaysMessage = `must be a whole number from 0 to ${maxGraceDays}`;

export const offboardingRequest = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The email by which the person was hired, or that their account has.',
      example: 'ada@example.com',
    }),
    reason: singleLine(500).meta({
      description: 'Why the person leaves, in words; the offboarding keeps it.',
      example: 'Last working day',
    }),
    graceDays: optionalField(
      z.int(graceDaysMessage).min(0, graceDaysMessage).max(maxGraceDays, graceDaysMessage),
      'number',
    ).meta({
      description:
        'For how many days the person stays suspended, and can be reinstated, before they are removed. 0 removes them at once. Default: ONBOARDING_LEAVER_GRACE.',
    }),
    effectiveAt: optionalField(plannedInstant, 'string').meta({
      description:
        'When the departure begins, with a time zone, at most 366 days ahead: until then it is `scheduled`, and nothing is taken. One that has passed means now. Default: now.',
      ...plannedInstantSchema,
    }),
    externalId: optionalField(identifier(255), 'string', 'number').meta({
      description: 'The ID of the person in the calling system. A whole number is read as its digits.',
    }),
    evenIfNotBroughtInHere: optionalField(z.boolean(), 'boolean').meta({
      description:
        'Whether the order also means a person whom this service did not bring into the organization. Default: false.',
    }),
    urgent: optionalField(z.boolean(), 'boolean').meta({
      description:
        'Whether the brake lets the order pass at once; it is counted all the same. Default: false.',
    }),
  })
  .meta({
    id: 'OffboardingRequest',
    example: { email: 'grace@example.com', reason: 'Last working day', externalId: 'hr-4711' },
  });

export type OffboardingRequest = z.infer<typeof offboardingRequest>;

/** Equal for two orders that ask for the same departure, whatever their reason. */
export function departureContent(request: OffboardingRequest): string {
  return JSON.stringify([
    'offboarding',
    canonicalEmail(request.email),
    request.graceDays ?? null,
    request.evenIfNotBroughtInHere ?? false,
    request.urgent ?? false,
  ]);
}

/** Equal for two orders with the same content. */
export function offboardingContent(request: OffboardingRequest): string {
  const { reason, externalId = null, effectiveAt } = request;
  // Earlier versions remember an order without a time.
  const planned = effectiveAt === undefined ? [] : [{ effectiveAt }];
  return JSON.stringify([departureContent(request), reason, externalId, ...planned]);
}
