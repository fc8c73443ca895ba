import { randomUUID } from 'node:crypto';
import { type RunCommand, runCommands } from '../../contract/messages.ts';
import { runView } from '../../contract/run-view.ts';
import type { Runs } from '../../runs/runs.ts';
import type { Api } from '../api.ts';
import { apiKeyNeeded, tags } from '../openapi.ts';
import { idempotencyHeaders, runIdOf, runParams } from '../parameters.ts';
import { json, v1Problems } from '../responses.ts';

const words: Readonly<Record<RunCommand, { summary: string; description: string }>> = {
  check: {
    summary: 'Look at the invitation now',
    description: 'Has a waiting run look at Vultr at once instead of at its next interval.',
  },
  resend: {
    summary: 'Send the invitation again',
    description:
      'Sends a mail and begins a new window, after a last look at the old one. It takes up a run again whose invitations all went unanswered.',
  },
  retry: {
    summary: 'Take the failed step up again',
    description: 'For a run that needs attention. The step looks at what is there before it writes.',
  },
};

export function addCommands(app: Api, runs: Runs): void {
  for (const command of runCommands) {
    app.post(
      `/onboardings/:id/${command}`,
      {
        schema: {
          ...words[command],
          tags: [tags.commands],
          security: apiKeyNeeded,
          operationId: `${command}Onboarding`,
          params: runParams,
          headers: idempotencyHeaders,
          response: {
            200: json('The run, after the command was served.', runView),
            ...v1Problems('invalid_request', 'not_found', 'command_not_possible', 'worker_unavailable'),
          },
        },
      },
      ({ params, headers, caller }) =>
        runs.command(runIdOf(params), command, {
          name: caller,
          requestId: headers['idempotency-key'] ?? randomUUID(),
        }),
    );
  }
}
