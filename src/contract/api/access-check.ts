import { z } from 'zod';

/**
 * The key is used for one request to Vultr and is not stored. `writeOnly` marks it in the API description; errors about
 * a body with this mark quote nothing of it, not even the name of an unknown key.
 */
export const accessCheckRequest = z
  .strictObject({
    userApiKey: z
      .string()
      .regex(/^[\x21-\x7e]*$/, 'must consist of visible ASCII characters, without spaces')
      .min(1, 'must not be empty')
      .max(256, 'must have at most 256 characters')
      .meta({ description: "The new user's own Vultr API key", format: 'password' }),
  })
  .meta({ id: 'AccessCheckRequest', writeOnly: true });

/** The groups that Vultr shows to the user themselves: the response of `GET /v2/users/me/groups`. */
const ownGroups = z.array(z.object({ id: z.string(), name: z.string() })).readonly();

export type OwnGroups = z.infer<typeof ownGroups>;

export const accessCheck = z
  .object({
    hasAccess: z.boolean().meta({ description: 'Whether the user is in at least one group' }),
    groups: ownGroups,
    conclusion: z.string(),
  })
  .meta({ id: 'AccessCheck' });
