import { randomUUID } from 'node:crypto';
import { commandRequests } from '../../contract/command-requests.ts';
import { runCommands } from '../../contract/messages.ts';
import { runView } from '../../contract/run-view.ts';
import type { Runs } from '../../runs/runs.ts';
import type { Api } from '../api.ts';
import { commandWords } from '../command-words.ts';
import { apiKeyNeeded, tags } from '../openapi.ts';
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
