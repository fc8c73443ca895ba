import { z } from 'zod';

/** Why an item of a list cannot be shown. Its ID and its place in the list are known without a key. */
export const unreadableFields = {
  encryptionKeyId: z.string().optional().meta({
    description: 'The ID of the encryption key that is missing; absent if something else is wrong',
  }),
  reason: z.string().meta({ description: 'What is wrong, and what to do' }),
};
