import type { FastifyInstance } from 'fastify';
import type { SimulatorContext } from '../context.ts';
import { errorResponse, HttpError } from '../http.ts';
import { admit, finish } from './admit.ts';
import { anyKeyOperations, notImitatedOperations, organizationKeyOperations } from './operations.ts';
import type { Method, Operation } from './request.ts';
import { sendResponse } from './response.ts';
import { serve } from './serve.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies Method[];

/** Adds everything under `/v2`. What is not imitated returns 501; a method that a path does not support returns 405. */
export function addVultrRoutes(app: FastifyInstance, context: SimulatorContext): void {
  app.register((v2, _options, done) => {
    v2.addHook('onRequest', (request, reply) => admit(context, request, reply));
    v2.addHook('onSend', async (request, reply) => finish(context, request, reply.statusCode));
    v2.setErrorHandler((error, request, reply) =>
      sendResponse(reply, context.dialect, errorResponse(error, request, context.logger)),
    );
    for (const operation of allOperations()) {
      v2.route({
        method: operation.method,
        url: operation.path,
        handler: (request, reply) => serve(context, operation, request, reply),
      });
    }
    done();
  });
}

function allOperations(): Operation[] {
  const imitated = [...anyKeyOperations, ...organizationKeyOperations.map(requireOrganizationKey)];
  const known = [...imitated, ...notImitatedOperations.map(({ method, path }) => notImitated(method, path))];
  const notAllowed = [...Map.groupBy(known, ({ path }) => path)].flatMap(([path, operations]) => {
    const allowed = operations.map(({ method }) => method);
    return methods
      .filter((method) => !allowed.includes(method))
      .map((method) => methodNotAllowed(method, path, allowed));
  });
  return [...known, ...notAllowed, ...methods.map((method) => notImitated(method, '/v2/*'))];
}

function requireOrganizationKey(operation: Operation): Operation {
  return {
    ...operation,
    handle(request) {
      if (!request.caller.root)
        throw new HttpError(403, 'You do not have permission to perform this action.');
      return operation.handle(request);
    },
  };
}

function notImitated(method: Method, path: string): Operation {
  return {
    method,
    path,
    handle(request) {
      throw new HttpError(501, `The simulator does not imitate ${method} ${request.path}.`);
    },
  };
}

function methodNotAllowed(method: Method, path: string, allowed: readonly Method[]): Operation {
  const text = `Method not allowed. Must be one of: ${allowed.join(', ')}`;
  return {
    method,
    path,
    handle: () => {
      throw new HttpError(405, text);
    },
  };
}
