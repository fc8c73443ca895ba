import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { accessCheck, accessCheckRequest, type OwnGroups } from '../../contract/api/access-check.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

export type CheckOwnAccess = (userApiKey: string) => Promise<OwnGroups>;

type Options = { readonly checkOwnAccess: CheckOwnAccess };

export const accessCheckRoutes: FastifyPluginAsyncZod<Options> = async (app, { checkOwnAccess }) => {
  app.post(
    '/access-checks',
    {
      config: { scope: 'operate' },
      schema: {
        tags: [tags.access],
        security: apiKeySecurity,
        operationId: 'checkAccess',
        summary: "Check access with the person's own key",
        description:
          "Runs the last check of Vultr's guide: which groups does Vultr show to the person themselves? The key is used for this one request to Vultr and is not stored.",
        body: accessCheckRequest,
        response: {
          200: json('What the person can access.', accessCheck),
          ...v1Problems(...bodyProblems, 'user_key_refused', 'vultr_unavailable'),
        },
      },
    },
    async ({ body: { userApiKey } }) => {
      try {
        const groups = await checkOwnAccess(userApiKey);
        return { hasAccess: groups.length > 0, groups, conclusion: conclusionFor(groups) };
      } catch (error) {
        throw withoutKey(error, userApiKey);
      }
    },
  );
};

function conclusionFor(groups: OwnGroups): string {
  if (groups.length === 0) {
    return 'Vultr shows this user no group, which is what causes the screen "No Active Organization". Check the membership and the policies of the group. Only a role or policy of the user\'s own would still give access.';
  }
  return `The user is in ${groups.map(({ name }) => `"${name}"`).join(', ')}.`;
}

/** Errors are logged and returned, so the new error keeps nothing that could contain the key: no cause, no stack. */
function withoutKey(error: unknown, userApiKey: string): Error {
  const redact = (text: string) => text.replaceAll(userApiKey, '[key]');
  if (!(error instanceof ProblemError)) {
    const text = error instanceof Error ? error.message : String(error);
    return new Error(`checking a user's access failed: ${redact(text)}`);
  }
  const { code, message, errors, retryAfterSeconds } = error;
  return new ProblemError(code, redact(message), {
    errors: errors.map((one) => ({ field: one.field, message: redact(one.message) })),
    ...defined({ retryAfterSeconds }),
  });
}
