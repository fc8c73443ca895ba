import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listQuery } from '../../api/parameters.ts';
import { validate } from '../../api/plugins/validation.ts';
import { emailAddress } from '../../contract/api/onboarding-request.ts';
import { identifier } from '../../contract/lib/identifier.ts';
import { defined } from '../../contract/lib/optional.ts';
import { offboardingStates } from '../../contract/rules/offboarding-states.ts';
import { cachedFor } from '../../telemetry/cached-for.ts';
import type { Notice } from '../frame/notice.ts';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { consolePath, personPath } from '../paths.ts';
import { listView } from './list-view.ts';

const pageSize = 50;
/** How many people who need attention come before all others. */
const attentionSize = 10;

/** Counts cost one query per state, and every open page asks for them every few seconds. */
const countsCache = { forMs: 5_000, deadlineMs: 5_000 };

const pageQuery = z.object({
  state: listQuery.shape.state,
  leaving: z.enum(['all', ...offboardingStates]).optional(),
  cursor: listQuery.shape.cursor,
  group: z.string().trim().max(255, 'must have at most 255 characters').optional(),
});

const search = z.object({
  person: z
    .string()
    .trim()
    .min(1, 'must be an email or an external ID')
    .max(320, 'must have at most 320 characters'),
});

/** The people: counts by state, those who need attention first, filters, search by email or external ID. */
export const listPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { onboardings, offboardings, organization } = options;
  const countPeople = cachedFor(() => onboardings.countPeople(), countsCache);
  const countLeavers = cachedFor(() => offboardings.countByState(), countsCache);

  app.get('', (request, reply) => showList(request, reply));

  // A POST keeps the email out of addresses, which browsers, proxies and logs remember.
  app.post('', { config: { scope: 'read' } }, async (request, reply) => {
    const given = validate(search, request.body ?? {}, 'body');
    if ('error' in given)
      return showList(request, reply.code(400), { kind: 'bad', text: given.error.message });
    const { person } = given.value;
    const found = await find(person);
    if (found !== undefined) return reply.redirect(personPath(found.id), 303);
    const text = `This service knows nobody with the email or external ID ${person}.`;
    return showList(request, reply.code(404), { kind: 'bad', text });
  });

  /** The person with this email, or else with this external ID, which can look like an email. */
  async function find(person: string): Promise<{ readonly id: string } | undefined> {
    const email = emailAddress.safeParse(person);
    const externalId = identifier(255).safeParse(person);
    const byEmail = email.success ? await findNewest({ email: email.data }) : undefined;
    if (byEmail !== undefined || !externalId.success) return byEmail;
    return findNewest({ externalId: externalId.data });
  }

  /** A person is in one of the lists: in that of the kind of their newest flow. */
  async function findNewest(filter: { readonly email?: string; readonly externalId?: string }) {
    const { items: hired } = await onboardings.list({ ...filter, limit: 1 });
    return hired[0] ?? (await offboardings.list({ ...filter, limit: 1 })).items[0];
  }

  async function showList(
    request: FastifyRequest,
    reply: FastifyReply,
    notice?: Notice,
  ): Promise<FastifyReply> {
    const query = validate(pageQuery, request.query, 'querystring');
    if ('error' in query) throw query.error;
    const { state, leaving, group, cursor } = query.value;
    const isFirst = Object.values(query.value).every((value) => value === undefined);
    const urgent = { state: 'needs_attention', limit: attentionSize } as const;
    const [counts, leavers, attention, leaversAttention, page] = await Promise.all([
      countPeople(),
      countLeavers(),
      isFirst ? onboardings.list(urgent) : undefined,
      isFirst ? offboardings.list(urgent) : undefined,
      leaving === undefined
        ? onboardings.list({ limit: pageSize, ...defined({ state, group, cursor }) })
        : offboardings.list({
            limit: pageSize,
            ...defined({ state: leaving === 'all' ? undefined : leaving, cursor }),
          }),
    ]);
    return sendPage(reply, {
      title: 'People',
      section: consolePath,
      caller: { name: request.caller },
      organization,
      ...defined({ notice }),
      main: listView({
        counts,
        leavers,
        attention: [...(attention?.items ?? []), ...(leaversAttention?.items ?? [])],
        page,
        filter: { state, leaving, group, cursor },
      }),
    });
  }
};
