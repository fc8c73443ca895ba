import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { validate } from '../../api/plugins/validation.ts';
import { brakeDecision, type BrakeView } from '../../contract/api/brake.ts';
import { ProblemError, problems } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { Notice } from '../frame/notice.ts';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { brakePath } from '../paths.ts';
import { brakePageView, type HeldRow } from './brake-view.ts';

/** How many of those whom the brake holds a page shows: each costs one call to Temporal. */
const pageSize = 50;

const query = z.object({
  from: z.coerce.number().int().min(0).max(10_000).default(0),
  done: z.enum(['release', 'refuse']).optional(),
  count: z.coerce.number().int().min(0).optional(),
});

const form = z.object({
  verdict: z.enum(['release', 'refuse']),
  reason: z.string().default(''),
  /** Present in the form about everyone. */
  held: z.coerce.number().int().optional(),
  id: z.union([z.string().transform((id) => [id]), z.array(z.string())]).optional(),
});

/** Whom the brake holds, and the forms that release or refuse them. */
export const brakePage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { onboardings, offboardings, organization } = options;

  app.get('/brake', async (request, reply) => {
    const checked = validate(query, request.query, 'querystring');
    if ('error' in checked) throw checked.error;
    const { from, done, count } = checked.value;
    const notice: Notice | undefined =
      done === undefined || count === undefined
        ? undefined
        : {
            kind: 'good',
            text: `${plural(count, 'departure')} ${done === 'release' ? 'released' : 'refused'}.`,
          };
    return show(request, reply, { from, ...defined({ notice }) });
  });

  app.post('/brake', { config: { scope: 'release' } }, async (request, reply) => {
    const checked = validate(form, request.body ?? {}, 'body');
    if ('error' in checked) throw checked.error;
    const { verdict, reason, held, id } = checked.value;
    try {
      const decision = decisionOf({
        reason,
        ...defined({ held, ids: held === undefined ? (id ?? []) : undefined }),
      });
      const caller = { name: request.caller };
      const { decisions } =
        verdict === 'release'
          ? await onboardings.releaseBrake(decision, caller)
          : await onboardings.refuseBrake(decision, caller);
      return reply.redirect(`${brakePath}?done=${verdict}&count=${decisions[0]?.count ?? 0}`, 303);
    } catch (error) {
      // What the brake rejects, the operator corrects on the page that shows whom it holds now.
      if (!(error instanceof ProblemError) || !shownOnPage.has(error.code)) throw error;
      const notice: Notice = { kind: 'bad', text: error.message };
      return show(request, reply.code(problems[error.code].status), {
        from: 0,
        notice,
        reason,
      });
    }
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      from,
      notice,
      reason = '',
    }: { readonly from: number; readonly notice?: Notice; readonly reason?: string },
  ): Promise<FastifyReply> {
    const brake = await onboardings.getBrake();
    return sendPage(reply, {
      title: 'Brake',
      section: brakePath,
      caller: { name: request.caller },
      organization,
      ...defined({ notice }),
      main: brakePageView({
        brake,
        rows: await rowsOf(brake.items.slice(from, from + pageSize)),
        from,
        pageSize,
        reason,
        mayDecide: request.consoleCaller.scopes.includes('release'),
      }),
    });
  }

  /** The email is in the flow; the brake keeps nothing personal of those who leave. */
  function rowsOf(items: BrakeView['items']): Promise<HeldRow[]> {
    return Promise.all(
      items.map(async (item) => {
        const flows = item.kind === 'leaveGroups' ? onboardings : offboardings;
        const flow = await flows.get(item.id).catch(() => undefined);
        return { ...item, ...defined({ email: flow?.email }) };
      }),
    );
  }
};

const shownOnPage: ReadonlySet<string> = new Set(['invalid_request', 'own_order', 'brake_changed']);

/** Throws `invalid_request` with the words for the form. */
function decisionOf(given: {
  readonly reason: string;
  readonly held?: number;
  readonly ids?: readonly string[];
}) {
  if (given.ids?.length === 0)
    throw new ProblemError('invalid_request', 'Select at least one person, or decide about all.');
  const checked = brakeDecision.safeParse(given);
  if (checked.success) return checked.data;
  throw new ProblemError(
    'invalid_request',
    `The reason ${checked.error.issues[0]?.message ?? 'is not valid'}.`,
  );
}
