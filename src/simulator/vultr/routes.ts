import type { FastifyInstance } from 'fastify';
import type { SimulatorContext } from '../context.ts';
import { type Method, type Operation, HttpError } from './call.ts';
import { admit, finish } from './admit.ts';
import { notImitated, openOperations, organizationKeyOperations } from './operations.ts';
import { serve } from './serve.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies Method[];

/** Everything under `/v2`. What is not imitated answers 501, a verb that a path does not have 405. */
export function addVultrRoutes(app: FastifyInstance, parts: SimulatorContext): void {
  app.register((v2, _options, done) => {
    v2.addHook('onRequest', (request, reply) => admit(parts, request, reply));
    v2.addHook('onSend', async (request, reply) => finish(parts, request, reply.statusCode));
    for (const operation of allOperations()) {
      v2.route({
        method: operation.method,
        url: operation.path,
        handler: (request, reply) => serve(parts, operation, request, reply),
      });
    }
    done();
  });
}

function allOperations(): Operation[] {
  const imitated = [...openOperations, ...organizationKeyOperations.map(organizationsOnly)];
  const known = [...imitated, ...notImitated.map(({ method, path }) => missing(method, path))];
  const wrongVerbs = [...Map.groupBy(known, ({ path }) => path)].flatMap(([path, operations]) => {
    const allowed = operations.map(({ method }) => method);
    return methods
      .filter((method) => !allowed.includes(method))
      .map((method) => wrongVerb(method, path, allowed));
  });
  return [...known, ...wrongVerbs, ...methods.map((method) => missing(method, '/v2/*'))];
}

function organizationsOnly(operation: Operation): Operation {
  return {
    ...operation,
    handle(call) {
      if (!call.caller.root) throw new HttpError(403, 'You do not have permission to perform this action.');
      return operation.handle(call);
    },
  };
}

function missing(method: Method, path: string): Operation {
  return {
    method,
    path,
    handle(call) {
      throw new HttpError(501, `The simulator does not imitate ${method} ${call.path}.`);
    },
  };
}

function wrongVerb(method: Method, path: string, allowed: readonly Method[]): Operation {
  const text = `Method not allowed. Must be one of: ${allowed.join(', ')}`;
  return {
    method,
    path,
    handle: () => {
      throw new HttpError(405, text);
    },
  };
}
