import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { validate } from '../../api/plugins/validation.ts';
import { commandDescriptions } from '../../api/explain/command-descriptions.ts';
import { offboardingCommandDescriptions } from '../../api/explain/offboarding-command-descriptions.ts';
import { type CommandRequest, commandRequests } from '../../contract/api/command-requests.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { commandNames } from '../../contract/rules/commands.ts';
import { offboardingCommandNames } from '../../contract/rules/offboarding-commands.ts';
import { flowIdPattern } from '../../contract/temporal/flow-ids.ts';
import type { Notice } from '../frame/notice.ts';
import type { ConsoleOptions } from '../options.ts';
import { consolePath, personPath } from '../paths.ts';
import { createPersonPages, type PersonRoute } from './show-person.ts';

const commandForm = z.object({
  command: z.enum(commandNames),
  request: z.string().regex(/^[\w-]{1,64}$/, 'must be that of the form'),
  reason: z.string().optional(),
  address: z.string().optional(),
  policies: z.string().optional(),
});

/** One person: where their onboarding or offboarding stands, why, and what can be done about it. */
export const personPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { onboardings } = options;
  const { show, showRefusal } = createPersonPages(options);

  app.get<PersonRoute>('/people/:id', (request, reply) => show(request, reply, noticeOf(request.query.done)));

  // What a form could not do is shown under its address, and who opens that address comes here.
  app.get<PersonRoute>('/people/:id/rehire', ({ params }, reply) =>
    reply.redirect(`${consolePath}/people/${params.id}`, 303),
  );

  app.post<PersonRoute>('/people/:id', { config: { scope: 'operate' } }, async (request, reply) => {
    const form = validate(commandForm, request.body ?? {}, 'body');
    if ('error' in form) throw form.error;
    const { command, request: requestId } = form.value;
    try {
      const id = flowIdOf(request.params.id);
      await onboardings.command(id, command, fieldsOf(form.value), { name: request.caller, requestId });
      return reply.redirect(`${personPath(id)}?done=${command}`, 303);
    } catch (error) {
      return showRefusal(request, reply, error, form.value);
    }
  });

  app.post<PersonRoute>('/people/:id/rehire', { config: { scope: 'write' } }, async (request, reply) => {
    try {
      const id = flowIdOf(request.params.id);
      const { onboarding } = await onboardings.rehire(id, { name: request.caller });
      return reply.redirect(`${personPath(onboarding.id)}?done=rehire`, 303);
    } catch (error) {
      return showRefusal(request, reply, error);
    }
  });
};

function flowIdOf(id: string): string {
  if (flowIdPattern.test(id)) return id;
  throw new ProblemError('not_found', 'No onboarding has this ID.');
}

/** The body of the command as the API takes it. Throws `invalid_request`. */
function fieldsOf({ command, reason, address, policies }: z.infer<typeof commandForm>): CommandRequest {
  const names = policies
    ?.split(/\r?\n/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const fields = validate(commandRequests[command], defined({ reason, address, policies: names }), 'body');
  if ('error' in fields) throw fields.error;
  return fields.value;
}

/** What an address says was done: one of the commands, so that a link cannot put words on the page. */
function noticeOf(done: unknown): Notice | undefined {
  if (done === 'rehire') return { kind: 'good', text: 'Hired again: a new onboarding has started.' };
  if (done === 'leave') return { kind: 'good', text: 'The departure is ordered.' };
  const onboardingCommand = commandNames.find((name) => name === done);
  if (onboardingCommand !== undefined) {
    return { kind: 'good', text: `Done: ${commandDescriptions[onboardingCommand].summary}.` };
  }
  const command = offboardingCommandNames.find((name) => `offboarding-${name}` === done);
  if (command === undefined) return undefined;
  return { kind: 'good', text: `Done: ${offboardingCommandDescriptions[command].summary}.` };
}
