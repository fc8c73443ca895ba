import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { validate } from '../../api/plugins/validation.ts';
import { offboardingCommandRequests } from '../../contract/api/offboarding-command-requests.ts';
import { offboardingRequest } from '../../contract/api/offboarding-request.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { offboardingCommandNames } from '../../contract/rules/offboarding-commands.ts';
import { flowIdPattern, personIdPattern } from '../../contract/temporal/flow-ids.ts';
import type { ConsoleOptions } from '../options.ts';
import { consolePath, personPath } from '../paths.ts';
import type { Entered } from './command-forms.ts';
import { type PersonRoute, createPersonPages } from './show-person.ts';

const requestId = z.string().regex(/^[\w-]{1,64}$/, 'must be that of the form');

const commandForm = z.object({
  command: z.enum(offboardingCommandNames),
  request: requestId,
  reason: z.string().optional(),
});

const orderForm = z.object({
  request: requestId,
  reason: z.string().default(''),
  graceDays: z.string().trim().optional(),
});

/** Orders that a person leaves, and the commands of their departure. What comes of it is on the page of the person. */
export const departurePage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { offboardings, onboardings } = options;
  const { showRefusal } = createPersonPages(options);

  // What a form could not do is shown under its address, and who opens that address comes here.
  for (const path of ['/offboardings/:id', '/people/:id/leave']) {
    app.get<PersonRoute>(path, ({ params }, reply) =>
      reply.redirect(`${consolePath}/people/${params.id}`, 303),
    );
  }

  app.post<PersonRoute>('/offboardings/:id', { config: { scope: 'operate' } }, async (request, reply) => {
    const form = validate(commandForm, request.body ?? {}, 'body');
    if ('error' in form) throw form.error;
    const { command, request: once, reason } = form.value;
    const { id } = request.params;
    if (!flowIdPattern.test(id)) throw new ProblemError('not_found', 'No offboarding has this ID.');
    try {
      const fields = validate(offboardingCommandRequests[command], defined({ reason }), 'body');
      if ('error' in fields) throw fields.error;
      await offboardings.command(id, command, fields.value, { name: request.caller, requestId: once });
      return reply.redirect(`${personPath(id)}?done=offboarding-${command}`, 303);
    } catch (error) {
      return showRefusal(request, reply, error, form.value);
    }
  });

  app.post<PersonRoute>('/people/:id/leave', { config: { scope: 'offboard' } }, async (request, reply) => {
    const form = validate(orderForm, request.body ?? {}, 'body');
    if ('error' in form) throw form.error;
    const { request: idempotencyKey, reason, graceDays } = form.value;
    const { id } = request.params;
    if (!personIdPattern.test(id)) throw new ProblemError('not_found', 'No person has this ID.');
    const entered: Entered = {
      command: 'leave',
      request: idempotencyKey,
      reason,
      ...defined({ graceDays }),
    };
    try {
      const { email } = await onboardings.getPerson(id);
      const days = graceDays === undefined || graceDays === '' ? undefined : Number(graceDays);
      const order = validate(offboardingRequest, { email, reason, ...defined({ graceDays: days }) }, 'body');
      if ('error' in order) throw order.error;
      // The key makes a form that is sent twice one order, and an order after an earlier departure a new one.
      const caller = { name: request.caller, idempotencyKey };
      const { offboarding } = await offboardings.order(order.value, caller);
      return reply.redirect(`${personPath(offboarding.id)}?done=leave`, 303);
    } catch (error) {
      return showRefusal(request, reply, error, entered);
    }
  });
};
