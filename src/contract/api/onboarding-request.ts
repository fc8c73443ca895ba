import { z } from 'zod';
import { canonicalEmail } from '../lib/email.ts';
import { singleLine } from '../lib/single-line.ts';

// RFC 5321 §4.5.3.1: 64 octets before the @, 255 after it, 254 in total. Unicode (RFC 6531) is allowed; only an email
// can show whether the mailbox exists.
const emailShape =
  /^[^\s@<>()[\]\\,;:"]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

export const emailAddress = singleLine(254).refine(
  (text) => emailShape.test(text),
  'must be an email address',
);

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
  });

export const onboardingRequest = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The email that the invitation is sent to.',
      example: 'ada@example.com',
    }),
    firstName: singleLine(100).optional(),
    lastName: singleLine(100).optional(),
    group: z.strictObject({
      name: groupName.meta({
        description: 'The group for the role. It is created if it does not exist.',
        example: 'Developers',
      }),
      description: singleLine(255).optional(),
    }),
    policies: policyNames,
    apiAccess: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the person may use the Vultr API. Default: false.' }),
    allowedAddresses: z
      .array(emailAddress)
      .max(10, 'must name at most 10 emails')
      .optional()
      .meta({ description: 'Other emails of the same person that may accept the invitation.' }),
    externalId: singleLine(255)
      .optional()
      .meta({ description: 'The ID of the person in the calling system.' }),
    startDate: z.iso
      .date('must be a date as YYYY-MM-DD')
      .optional()
      .meta({ description: 'First working day. It is shown to operators; nothing waits for it.' }),
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

/** Equal for two requests with the same content, whatever the order of their keys and lists. */
export function requestFingerprintSource(request: OnboardingRequest): string {
  return JSON.stringify([
    canonicalEmail(request.email),
    request.firstName ?? null,
    request.lastName ?? null,
    request.group.name,
    request.group.description ?? null,
    [...request.policies].toSorted(),
    request.apiAccess ?? false,
    (request.allowedAddresses ?? []).map(canonicalEmail).toSorted(),
    request.externalId ?? null,
    request.startDate ?? null,
  ]);
}
