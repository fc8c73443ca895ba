import { type FastifyInstance, fastify } from 'fastify';
import { defined } from '../contract/lib/optional.ts';
import { type Logger, silentLogger } from '../telemetry/logger.ts';
import type { SimulatorContext } from './context.ts';
import { addControlRoutes } from './control/routes.ts';
import { type Dialect, dialectSchema } from './dialect.ts';
import { createFaults } from './faults.ts';
import { addBodyParser, addErrorHandlers } from './http.ts';
import { createLedger } from './ledger.ts';
import { createRateLimit } from './rate-limit.ts';
import { createStore } from './state/store.ts';
import { addVultrRoutes } from './vultr/routes.ts';

export type SimulatorOptions = {
  /** The file that keeps the state across a restart and `kill -9`. Without it, the state lives in memory. */
  readonly dataFile?: string;
  /** The organization's API keys. Without them, every bearer token counts as one, unless it is a user's own key. */
  readonly apiKeys?: readonly string[];
  /** Returns the time in milliseconds since 1970. Called once for each request. */
  readonly clock?: () => number | Promise<number>;
  readonly dialect?: Partial<Dialect>;
  readonly logger?: Logger;
};

export type Simulator = {
  /** Does not listen yet; `app.inject` works at once. */
  readonly app: FastifyInstance;
  /** Returns the base URL, without `/v2`. Rejects with the plain `EADDRINUSE` error if the port is in use. */
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
};

/** Creates a simulator of Vultr's IAM API. Throws `DataFileError` if the data file cannot be used. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const closing = new AbortController();
  const initialDialect = dialectSchema.parse(options.dialect ?? {});
  const context: SimulatorContext = {
    store: createStore(options.dataFile),
    faults: createFaults(),
    ledger: createLedger(),
    rateLimit: createRateLimit(),
    logger: options.logger ?? silentLogger,
    clock: options.clock ?? Date.now,
    ...defined({ apiKeys: options.apiKeys }),
    initialDialect,
    dialect: initialDialect,
    closing: closing.signal,
  };
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  addBodyParser(app);
  addErrorHandlers(app, context.logger);
  addControlRoutes(app, context);
  addVultrRoutes(app, context);
  app.addHook('preClose', async () => closing.abort());
  app.addHook('onClose', async () => context.store.close());
  return {
    app,
    listen: ({ host, port }) => app.listen({ host, port }),
    close: () => app.close(),
  };
}
