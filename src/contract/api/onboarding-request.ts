import { z } from 'zod';
import { blankText, optionalField } from '../lib/optional-field.ts';
import { canonicalEmail, isEmail } from '../lib/email.ts';
import { identifier } from '../lib/identifier.ts';
import { singleLine } from '../lib/single-line.ts';
import { flowIdPattern } from '../temporal/flow-ids.ts';

export const emailAddress = singleLine(254).refine(isEmail, 'must be an email address');

// Vultr documents no limit. Another Vultr resource is known to cut names silently at 128 characters.
const groupName = singleLine(128);

export const policyNames = z
  .array(singleLine(255))
  .min(1, 'must name at least one managed policy, or the person would have no access')
  .max(50, 'must name at most 50 policies')
  .refine((names) => new Set(names).size === names.length, 'must not name a policy twice')
  .meta({
    description: 'Names of Vultr-managed policies to attach to the group.',
    example: ['Provisioning'],
    uniqueItems: true,
  });

export const onboardingRequest = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The email that the invitation is sent to.',
      example: 'ada@example.com',
    }),
    firstName: optionalField(singleLine(100), 'string'),
    lastName: optionalField(singleLine(100), 'string'),
    group: z.strictObject({
      name: groupName.meta({
        description: 'The group for the role. It is created if it does not exist.',
        example: 'Developers',
      }),
      description: optionalField(singleLine(255), 'string'),
    }),
    policies: policyNames,
    apiAccess: optionalField(z.boolean(), 'boolean').meta({
      description: 'Whether the person may use the Vultr API. Default: false.',
    }),
    allowedAddresses: optionalField(
      z.array(emailAddress).max(10, 'must name at most 10 emails'),
      'array',
    ).meta({ description: 'Other emails of the same person that may accept the invitation.' }),
    externalId: optionalField(identifier(255), 'string', 'number').meta({
      description: 'The ID of the person in the calling system. A whole number is read as its digits.',
    }),
    startDate: optionalField(z.iso.date('must be a date as YYYY-MM-DD'), 'string').meta({
      description: 'First working day, `YYYY-MM-DD`. It is shown to operators; nothing waits for it.',
      format: undefined,
      anyOf: [{ format: 'date' }, { pattern: blankText }],
    }),
    rehire: optionalField(z.boolean(), 'boolean').meta({
      description:
        'Hires a person again whose onboarding was cancelled, or repeats an onboarding that has completed. Default: false, so that no repetition of a request ever gives access again.',
    }),
    replaces: optionalField(
      z.string().regex(flowIdPattern, 'must be the id of an onboarding'),
      'string',
    ).meta({
      description:
        'The `id` of an onboarding that was sent to a wrong email: it is cancelled first. Refused if its invitation was accepted.',
      pattern: String.raw`^(\s*|${flowIdPattern.source.slice(1, -1)})$`,
    }),
  })
  .meta({
    id: 'OnboardingRequest',
    example: {
      email: 'grace@example.com',
      firstName: 'Grace',
      lastName: 'Hopper',
      group: { name: 'Developers', description: 'Members deploy servers' },
      policies: ['Provisioning'],
      externalId: 'hr-4711',
    },
  });

export type OnboardingRequest = z.infer<typeof onboardingRequest>;

/** Equal for two requests that ask for the same access, whatever the order of their keys and lists. */
export function accessContent(request: OnboardingRequest): string {
  return JSON.stringify([
    canonicalEmail(request.email),
    request.group.name,
    [...request.policies].toSorted(),
    request.apiAccess ?? false,
    (request.allowedAddresses ?? []).map(canonicalEmail).toSorted(),
  ]);
}

/** Equal for two requests with the same content. */
export function requestContent(request: OnboardingRequest): string {
  return JSON.stringify([
    accessContent(request),
    request.firstName ?? null,
    request.lastName ?? null,
    request.group.description ?? null,
    request.externalId ?? null,
    request.startDate ?? null,
    request.rehire ?? false,
    request.replaces ?? null,
  ]);
}
