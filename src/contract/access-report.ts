import { z } from 'zod';

/**
 * Vultr's own two questions about a "No Active Organization" screen, answered from live reads.
 * Source: the guide, "Understand the No Active Organization Screen".
 */
export const accessReport = z
  .object({
    email: z.string(),
    users: z.int().meta({ description: 'How many users of the organization have the address' }),
    userId: z.string().optional(),
    active: z.object({ answer: z.boolean(), saw: z.string() }),
    access: z.object({
      answer: z
        .boolean()
        .meta({ description: 'In a group that has a policy, or with a role or policy of their own' }),
      groups: z.array(z.object({ id: z.string(), name: z.string(), policies: z.array(z.string()) })),
      policies: z.array(z.string()).meta({ description: 'Effective policies of the user' }),
      saw: z.string(),
    }),
    conclusion: z.string(),
  })
  .meta({ id: 'AccessReport' });

export type AccessReport = z.infer<typeof accessReport>;
