import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { commandRequests } from '../../contract/api/command-requests.ts';
import { commandNames } from '../../contract/rules/commands.ts';
import { onboardingView } from '../../contract/api/onboarding-view.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { commandDescriptions } from '../explain/command-descriptions.ts';
import { apiKeySecurity, inCamelCase, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders, onboardingIdOf, onboardingParams } from '../parameters.ts';
import { commandProblems, json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings };

export const commandRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings }) => {
  for (const command of commandNames) {
    const { summary, description } = commandDescriptions[command];
    app.post(
      `/onboardings/:id/${command}`,
      {
        config: { scope: 'operate' },
        schema: {
          summary,
          description,
          tags: [tags.commands],
          security: apiKeySecurity,
          operationId: `${inCamelCase(command)}Onboarding`,
          params: onboardingParams,
          headers: idempotencyHeaders,
          body: commandRequests[command],
          response: {
            200: json('The onboarding after the command.', onboardingView),
            ...v1Problems(...commandProblems),
          },
        },
      },
      ({ params, headers, body, caller }) =>
        onboardings.command(onboardingIdOf(params), command, body, {
          name: caller,
          requestId: headers['idempotency-key'] ?? randomUUID(),
        }),
    );
  }
};
