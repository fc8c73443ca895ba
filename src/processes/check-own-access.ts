import type { Config } from '../config/config.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { createVultrClient } from '../vultr/client.ts';
import { VultrError } from '../vultr/errors.ts';

/**
 * Creates the last step of Vultr's guide: `GET /v2/users/me/groups` with the new user's own key. The key is used for
 * this one request only. Throws `ProblemError`: `user_key_refused` if Vultr rejects the key, otherwise
 * `vultr_unavailable`.
 */
export function createOwnAccessCheck({ baseUrl, timeoutMs }: Config['vultr']) {
  return async (userApiKey: string): Promise<readonly { id: string; name: string }[]> => {
    try {
      const groups = await createVultrClient({ baseUrl, apiKey: userApiKey, timeoutMs }).users.myGroups();
      return groups.filter((group) => !group.deleted).map(({ id, name }) => ({ id, name }));
    } catch (error) {
      if (!(error instanceof VultrError)) throw error;
      if (error.kind === 'unauthorized' || error.kind === 'forbidden') {
        throw new ProblemError('user_key_refused', `Vultr rejects this key: ${error.message}`, {
          errors: [
            { field: '/userApiKey', message: 'must be a key that Vultr accepts from this network address' },
          ],
          cause: error,
        });
      }
      throw new ProblemError('vultr_unavailable', error.message, { cause: error });
    }
  };
}
