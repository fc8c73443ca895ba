import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { defined } from '../../contract/lib/optional.ts';
import type { SimulatorContext } from '../context.ts';
import { dialectChangeSchema, dialectSchema } from '../dialect.ts';
import { faultSchema, isValidPattern } from '../faults.ts';
import { HttpError } from '../http.ts';
import { accept } from './accept.ts';
import { countState } from './count-state.ts';
import { listInvitationEmails } from './invitation-emails.ts';
import { mailboxPage } from './mailbox-page.ts';
import {
  lifetimeSeedSchema,
  policySeedSchema,
  seedLifetime,
  roleSeedSchema,
  seedPolicy,
  seedRole,
  seedSession,
  seedUser,
  sessionSeedSchema,
  userSeedSchema,
} from './seed.ts';

const acceptanceSchema = z
  .strictObject({ email: z.email().optional() })
  .nullish()
  .transform((body) => body ?? {});

const emailQuerySchema = z.object({ to: z.string().optional() });

const ledgerQuerySchema = z.object({
  method: z.string().toUpperCase().optional(),
  path: z.string().optional().refine(isValidPattern),
  limit: z.coerce.number().int().nonnegative().default(1_000),
});

/**
 * Adds the simulator's own API, which Vultr does not have: the mailbox, faults, the ledger, and what a test or a demo
 * needs to prepare. It requires no key.
 */
export function addControlRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const { store, faults, ledger, clock } = context;

  app.get('/', (_request, reply) => reply.redirect('/__sim/'));
  app.get('/__sim', (_request, reply) => reply.redirect('/__sim/'));
  app.get('/__sim/', async (_request, reply) => sendPage(reply, context, 200));
  app.get('/__sim/mail', async (request, reply) => {
    if (acceptsHtml(request)) return sendPage(reply, context, 200);
    const { to } = parse(emailQuerySchema, request.query);
    const items = listInvitationEmails(store.current, await clock(), to);
    return { total: items.length, items };
  });

  app.post<{ Params: { id: string } }>('/__sim/invitations/:id/accept', async (request, reply) => {
    const { email } = parse(acceptanceSchema, request.body);
    try {
      const { invitation, user, userKey } = accept(context, await clock(), request.params.id, email);
      if (acceptsHtml(request)) return await reply.redirect('/__sim/', 303);
      return { invitation, user, ...defined({ apiKey: userKey?.key }) };
    } catch (error) {
      if (error instanceof HttpError && acceptsHtml(request))
        return sendPage(reply, context, error.status, error.message);
      throw error;
    }
  });

  app.get('/__sim/dialect', () => context.dialect);
  app.put('/__sim/dialect', (request) => {
    const change = parse(dialectChangeSchema, request.body);
    context.dialect = dialectSchema.parse({ ...context.dialect, ...change });
    return context.dialect;
  });

  app.get('/__sim/faults', () => ({ items: faults.list() }));
  app.post('/__sim/faults', (request, reply) =>
    reply.code(201).send(faults.add(parse(faultSchema, request.body))),
  );
  app.delete('/__sim/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.get('/__sim/requests', (request) => ledger.report(parse(ledgerQuerySchema, request.query)));
  app.delete('/__sim/requests', (_request, reply) => {
    ledger.clear();
    return reply.code(204).send();
  });

  app.post('/__sim/users', async (request, reply) =>
    reply.code(201).send(seedUser(context, await clock(), parse(userSeedSchema, request.body))),
  );
  app.post('/__sim/policies', async (request, reply) =>
    reply.code(201).send(seedPolicy(context, await clock(), parse(policySeedSchema, request.body))),
  );
  app.post('/__sim/roles', async (request, reply) =>
    reply.code(201).send(seedRole(context, await clock(), parse(roleSeedSchema, request.body))),
  );
  app.post('/__sim/sessions', async (request, reply) =>
    reply.code(201).send(seedSession(context, await clock(), parse(sessionSeedSchema, request.body))),
  );
  app.get('/__sim/lifetimes', () => ({
    items: [...store.current.lifetimes.values()].map(({ id, lifetimeMs }) => ({
      emailSuffix: id,
      lifetimeMs,
    })),
  }));
  app.post('/__sim/lifetimes', async (request, reply) => {
    const lifetime = parse(lifetimeSeedSchema, request.body);
    seedLifetime(context, await clock(), lifetime);
    return reply.code(201).send(lifetime);
  });

  app.get('/__sim/state', async () => countState(store.current, await clock()));
  app.post('/__sim/reset', (_request, reply) => {
    store.reset();
    faults.clear();
    ledger.clear();
    context.dialect = context.initialDialect;
    return reply.code(204).send();
  });
}

/** Throws `HttpError` 400 that lists every mistake. Vultr's own API names only the first invalid field. */
function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new HttpError(400, z.prettifyError(parsed.error));
}

function acceptsHtml(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}

async function sendPage(
  reply: FastifyReply,
  { store, clock }: SimulatorContext,
  status: number,
  notice?: string,
): Promise<FastifyReply> {
  const page = mailboxPage(store.current, await clock(), notice);
  // Only the page's own style is applied, and nothing loads or runs, whatever an email or a name contains.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'";
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .send(page);
}
