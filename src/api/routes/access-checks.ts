import { accessCheck, accessCheckRequest, type OwnGroups } from '../../contract/api/access-check.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import type { Server } from '../types.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

export type CheckOwnAccess = (userApiKey: string) => Promise<OwnGroups>;

export function accessCheckRoutes(app: Server, checkOwnAccess: CheckOwnAccess): void {
  app.post(
    '/access-checks',
    {
      config: { scope: 'operate' },
      schema: {
        tags: [tags.access],
        security: apiKeyNeeded,
        operationId: 'checkAccess',
        summary: "Check access with the person's own key",
        description:
          "The last step of Vultr's guide: which groups does Vultr name to the person themselves? The key is used for this one request to Vultr and kept nowhere.",
        body: accessCheckRequest,
        response: {
          200: json('What the person has.', accessCheck),
          ...v1Problems(...bodyProblems, 'user_key_refused', 'vultr_unavailable'),
        },
      },
    },
    async ({ body: { userApiKey } }) => {
      try {
        const groups = await checkOwnAccess(userApiKey);
        return { hasAccess: groups.length > 0, groups, conclusion: conclude(groups) };
      } catch (error) {
        throw withoutKey(error, userApiKey);
      }
    },
  );
}

function conclude(groups: OwnGroups): string {
  if (groups.length === 0) {
    return 'Vultr names no group to this user. That is what the screen "No Active Organization" comes from: check the membership and the policies of the group. Only a role or policy of their own would still give access.';
  }
  return `The user is in ${groups.map(({ name }) => `"${name}"`).join(', ')}.`;
}

/** Errors are logged and shown, so nothing of what was thrown goes on that could carry the key: no cause, no stack. */
function withoutKey(error: unknown, userApiKey: string): Error {
  const clean = (text: string) => text.replaceAll(userApiKey, '[key]');
  if (!(error instanceof ProblemError)) {
    const text = error instanceof Error ? error.message : String(error);
    return new Error(`checking the access of a user failed: ${clean(text)}`);
  }
  const { code, message, retryAfterSeconds } = error;
  return new ProblemError(code, clean(message), {
    errors: error.errors.map((one) => ({ field: one.field, message: clean(one.message) })),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
