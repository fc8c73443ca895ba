import { setFlagsFromString } from 'node:v8';
import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { requiredSecrets } from '../config/required-secrets.ts';
import { main } from '../processes/lifecycle.ts';
import { addTracing } from '../processes/tracing.ts';
import { startWorkers } from '../processes/worker.ts';
import { createLogger } from '../telemetry/logger.ts';

const usage = `npm run start:worker

Starts a worker.

It takes no options. Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks
them.`;

/** Starts a worker. */
await main(async (addService) => {
  parseArguments(usage);
  // V8 would let the heap grow far beyond what is alive before it collects: a worker that brings thousands of people to
  // where they wait would keep hundreds of MiB of garbage.
  setFlagsFromString('--heap-growing-percent=40');
  const config = loadConfig(undefined, requiredSecrets.worker);
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  const tracing = await addTracing(config, 'onboarding-worker', addService);
  addService(await startWorkers(config, logger, tracing));
  logger.info({ namespace: config.temporal.namespace }, 'worker started');
});
