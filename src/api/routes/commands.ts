import { randomUUID } from 'node:crypto';
import { commandRequests } from '../../contract/api/command-requests.ts';
import { runCommands } from '../../contract/temporal/messages.ts';
import { runView } from '../../contract/api/onboarding-view.ts';
import type { Runs } from '../../onboardings/onboardings.ts';
import type { Api } from '../types.ts';
import { commandWords } from '../explain/command-descriptions.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { idempotencyHeaders, runIdOf, runParams } from '../parameters.ts';
import { bodyProblems, json, v1Problems } from '../responses.ts';

export function addCommands(app: Api, runs: Runs): void {
  for (const command of runCommands) {
    const { summary, description } = commandWords[command];
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
          params: runParams,
          headers: idempotencyHeaders,
          body: commandRequests[command],
          response: {
            200: json('The run, after the command was served.', runView),
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
        runs.command(runIdOf(params), command, body, {
          name: caller,
          requestId: headers['idempotency-key'] ?? randomUUID(),
        }),
    );
  }
}
