import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dialectChangeSchema, dialectSchema } from '../dialect.ts';
import { faultSchema, isPattern } from '../faults.ts';
import type { SimulatorContext } from '../context.ts';
import { HttpError } from '../vultr/call.ts';
import { parseControl } from './parse-control.ts';
import { accept } from './accept.ts';
import { countState } from './count-state.ts';
import { mailboxPage } from './mailbox-page.ts';
import { mailsIn } from './mails.ts';
import { lifetimeSeed, policySeed, seedLifetime, seedPolicy, seedUser, userSeed } from './seed.ts';

const acceptance = z
  .strictObject({ email: z.email().optional() })
  .nullish()
  .transform((body) => body ?? {});

const mailQuery = z.object({ to: z.string().optional() });

const ledgerQuery = z.object({
  method: z.string().toUpperCase().optional(),
  path: z.string().optional().refine(isPattern),
  limit: z.coerce.number().int().nonnegative().default(1_000),
});

/**
 * The simulator's own side, which Vultr does not have: the invited people, faults, the ledger, and what a test or a
 * demo wants to prepare. No key is asked for.
 */
export function addControlRoutes(app: FastifyInstance, parts: SimulatorContext): void {
  const { store, faults, ledger, clock } = parts;

  app.get('/', (_request, reply) => reply.redirect('/__sim/'));
  app.get('/__sim', (_request, reply) => reply.redirect('/__sim/'));
  app.get('/__sim/', async (_request, reply) => sendPage(reply, parts, 200));
  app.get('/__sim/mail', async (request, reply) => {
    if (wantsPage(request)) return sendPage(reply, parts, 200);
    const items = mailsIn(store.truth, await clock(), parseControl(mailQuery, request.query).to);
    return { total: items.length, items };
  });

  app.post<{ Params: { id: string } }>('/__sim/invitations/:id/accept', async (request, reply) => {
    const { email } = parseControl(acceptance, request.body);
    try {
      const { invitation, user, userKey } = accept(parts, await clock(), request.params.id, email);
      if (wantsPage(request)) return await reply.redirect('/__sim/', 303);
      return { invitation, user, ...(userKey === undefined ? {} : { apiKey: userKey.key }) };
    } catch (error) {
      if (error instanceof HttpError && wantsPage(request))
        return sendPage(reply, parts, error.status, error.message);
      throw error;
    }
  });

  app.get('/__sim/dialect', () => parts.dialect);
  app.put('/__sim/dialect', (request) => {
    parts.dialect = dialectSchema.parse({
      ...parts.dialect,
      ...parseControl(dialectChangeSchema, request.body),
    });
    return parts.dialect;
  });

  app.get('/__sim/faults', () => ({ items: faults.list() }));
  app.post('/__sim/faults', (request, reply) =>
    reply.code(201).send(faults.add(parseControl(faultSchema, request.body))),
  );
  app.delete('/__sim/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.get('/__sim/requests', (request) => ledger.report(parseControl(ledgerQuery, request.query)));
  app.delete('/__sim/requests', (_request, reply) => {
    ledger.clear();
    return reply.code(204).send();
  });

  app.post('/__sim/users', async (request, reply) =>
    reply.code(201).send(seedUser(parts, await clock(), parseControl(userSeed, request.body))),
  );
  app.post('/__sim/policies', async (request, reply) =>
    reply.code(201).send(seedPolicy(parts, await clock(), parseControl(policySeed, request.body))),
  );
  app.get('/__sim/lifetimes', () => ({
    items: [...store.truth.lifetimes.values()].map(({ id, lifetimeMs }) => ({ emailSuffix: id, lifetimeMs })),
  }));
  app.post('/__sim/lifetimes', async (request, reply) => {
    const lifetime = parseControl(lifetimeSeed, request.body);
    seedLifetime(parts, await clock(), lifetime);
    return reply.code(201).send(lifetime);
  });

  app.get('/__sim/state', async () => countState(store.truth, await clock()));
  app.post('/__sim/reset', (_request, reply) => {
    store.reset();
    faults.clear();
    ledger.clear();
    parts.dialect = parts.initialDialect;
    return reply.code(204).send();
  });
}

function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}

async function sendPage(
  reply: FastifyReply,
  { store, clock }: SimulatorContext,
  status: number,
  notice?: string,
): Promise<FastifyReply> {
  const page = mailboxPage(store.truth, await clock(), notice);
  // Nothing but the page's own style runs or loads, whatever an address or a name contains.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'";
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .send(page);
}
