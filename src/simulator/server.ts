import { type FastifyInstance, fastify } from 'fastify';
import { type Logger, silentLogger } from '../telemetry/logger.ts';
import { addControlRoutes } from './control/routes.ts';
import { type Dialect, dialectSchema } from './dialect.ts';
import { createFaults } from './faults.ts';
import { createLedger } from './ledger.ts';
import type { SimulatorContext } from './context.ts';
import { acceptAnyBody } from './body-parser.ts';
import { createRateLimit } from './rate-limit.ts';
import { createStore } from './state/store.ts';
import { HttpError } from './vultr/call.ts';
import { addVultrRoutes } from './vultr/routes.ts';

export type SimulatorOptions = {
  /** Where the state is kept, so that it survives a restart and `kill -9`. Without it the state lives in memory. */
  readonly dataFile?: string;
  /** The organization's API keys. Without them every bearer is taken as one, unless it is a user's own key. */
  readonly apiKeys?: readonly string[];
  /** The time in milliseconds since 1970, asked once a request. */
  readonly clock?: () => number | Promise<number>;
  readonly dialect?: Partial<Dialect>;
  readonly logger?: Logger;
};

export type Simulator = {
  /** Not listening by itself; `app.inject` works at once. */
  readonly app: FastifyInstance;
  /** Answers the address, without `/v2`. A port in use is the plain `EADDRINUSE` error. */
  listen(where: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
};

/** Vultr's IAM API on one's own machine. Throws `DataFileError` where the data file cannot be used. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const closing = new AbortController();
  const initialDialect = dialectSchema.parse(options.dialect ?? {});
  const parts: SimulatorContext = {
    store: createStore(options.dataFile),
    faults: createFaults(),
    ledger: createLedger(),
    rateLimit: createRateLimit(),
    logger: options.logger ?? silentLogger,
    clock: options.clock ?? Date.now,
    ...(options.apiKeys === undefined ? {} : { apiKeys: options.apiKeys }),
    initialDialect,
    dialect: initialDialect,
    closing: closing.signal,
  };
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  acceptAnyBody(app);
  addErrorAnswers(app, parts);
  addControlRoutes(app, parts);
  addVultrRoutes(app, parts);
  app.addHook('preClose', async () => closing.abort());
  app.addHook('onClose', async () => parts.store.close());
  return {
    app,
    listen: ({ host, port }) => app.listen({ host, port }),
    close: () => app.close(),
  };
}

function addErrorAnswers(app: FastifyInstance, { logger }: SimulatorContext): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found.', status: 404 }));
  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500)
      logger.error({ err: error, method: request.method, url: request.url }, 'simulator failed');
    const text = error instanceof Error ? error.message : String(error);
    return reply.code(status).send({ error: text, status });
  });
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  const isFastifys = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
  return isFastifys ? Number(error.statusCode) : 500;
}
