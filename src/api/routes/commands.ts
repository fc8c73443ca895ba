import { randomUUID } from 'node:crypto';
import { commandRequests } from '../../contract/api/command-requests.ts';
import { commandNames } from '../../contract/rules/commands.ts';
import { onboardingView } from '../../contract/api/onboarding-view.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Server } from '../types.ts';
import { commandDescriptions } from '../explain/command-descriptions.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders, onboardingIdOf, onboardingParams } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

export function commandRoutes(app: Server, runs: Onboardings): void {
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
          security: apiKeyNeeded,
          operationId: `${command.replace(/-(.)/g, (_, first: string) => first.toUpperCase())}Onboarding`,
          params: onboardingParams,
          headers: idempotencyHeaders,
          body: commandRequests[command],
          response: {
            200: json('The run, after the command was served.', onboardingView),
            ...v1Problems(...bodyProblems, 'not_found', 'command_not_possible', 'worker_unavailable'),
          },
        },
        // No body is the body in which nothing is said: where every key may be left out, so may the whole.
        preValidation: (request, _reply, done) => {
          if (request.body === undefined) request.body = {};
          done();
        },
      },
      ({ params, headers, body, caller }) =>
        runs.command(onboardingIdOf(params), command, body, {
          name: caller,
          requestId: headers['idempotency-key'] ?? randomUUID(),
        }),
    );
  }
}
