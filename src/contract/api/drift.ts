import { z } from 'zod';

const instant = z.iso.datetime().meta({ description: 'UTC, RFC 3339', example: '2026-06-29T09:00:00.000Z' });

export const missingAccess = z.object({
  personId: z.string().meta({ example: 'person-0123456789abcdef0123456789abcdef' }),
  href: z.string().meta({ example: '/v1/people/person-0123456789abcdef0123456789abcdef' }),
  email: z.string(),
  userId: z.string().meta({ description: "Vultr's ID of the user who was given the access" }),
  since: instant.meta({ description: 'Since when they had it' }),
  reason: z.enum(['not_a_member', 'not_active']).meta({
    description: '`not_active`: they are a member, and Vultr shows the user as suspended or closed',
  }),
});

export const unknownMember = z.object({
  userId: z.string(),
  email: z.string().optional(),
  serviceUser: z.literal(true).optional().meta({ description: 'The user belongs to a program' }),
});

export const groupDrift = z.object({
  id: z.string(),
  name: z.string().meta({ description: 'The name under which the service gave access to it' }),
  status: z.enum(['agrees', 'differs', 'gone', 'unread']).meta({
    description:
      '`gone`: Vultr shows no such group, so everyone has lost it; `unread`: the group could not be read, and `detail` says why',
  }),
  detail: z.string().optional(),
  granted: z.int().meta({ description: 'How many people this service has given access to the group' }),
  members: z.int().meta({ description: 'How many members Vultr shows' }),
  missing: z.int().meta({ description: 'How many people have lost the access that this service gave' }),
  missingItems: z.array(missingAccess).meta({ description: 'The first 500 of them' }),
  unknown: z.int().meta({ description: 'How many members this service knows nothing of' }),
  unknownItems: z.array(unknownMember).meta({ description: 'The first 500 of them' }),
  missingPolicies: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        granted: z.int().meta({ description: 'How many people were given it' }),
      }),
    )
    .meta({ description: 'Policies that the group no longer carries although people were given them' }),
});

export const driftReport = z
  .object({
    readAt: instant.meta({ description: 'When the reading began' }),
    complete: z.boolean().meta({
      description:
        'False if not all people could be read. Then `unknown` is 0 everywhere: a member may be one of the others',
    }),
    people: z.int().meta({ description: 'How many people the report compares' }),
    inProgress: z.int().meta({
      description: 'How many more have an onboarding or offboarding in progress: their access is changing',
    }),
    unreadable: z.int().meta({ description: 'How many more cannot be decrypted with the keys of this API' }),
    groups: z.array(groupDrift).meta({ description: 'Those that differ first' }),
  })
  .meta({ id: 'DriftReport' });

export type DriftReport = z.infer<typeof driftReport>;
export type GroupDrift = z.infer<typeof groupDrift>;
