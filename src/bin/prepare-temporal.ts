import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../config/config.ts';
import { requiredSearchAttributes } from '../contract/temporal/search-attributes.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { connectLazily } from '../temporal/connect.ts';
import { prepareNamespace, registerNamespace } from '../temporal/prepare-namespace.ts';
import { main } from '../processes/lifecycle.ts';

const retentionDays = 30;
/** A server that has just been started, and its caches, may need this long. */
const patienceMs = 120_000;
const pauseMs = 1_000;

/**
 * Gives a Temporal of one's own what the service needs: the namespace, with 30 days of retention, and the search
 * attributes. Repeatable. On Temporal Cloud, both are made in its own ways (docs/deployment.md).
 */
await main(async (_begin, signal) => {
  const { temporal } = loadConfig();
  const connection = connectLazily(temporal);
  const { namespace } = temporal;
  const needs = { namespace, retentionDays, searchAttributes: requiredSearchAttributes };
  const giveUpAt = performance.now() + patienceMs;
  try {
    for (;;) {
      try {
        await connection.withDeadline(Date.now() + 10_000, async () => {
          await registerNamespace(connection, needs);
          await prepareNamespace(connection, needs);
        });
        break;
      } catch (error) {
        if (error instanceof StartError) throw error;
        if (performance.now() > giveUpAt || signal.aborted) {
          const address = temporal.connectionOptions.address ?? 'localhost:7233';
          const why = error instanceof Error ? error.message : String(error);
          throw new StartError(`Temporal at ${address} (TEMPORAL_ADDRESS) could not be prepared: ${why}`, {
            cause: error,
          });
        }
        await sleep(pauseMs);
      }
    }
    process.stdout.write(`The namespace ${namespace} has its search attributes and keeps finished runs.\n`);
  } finally {
    await connection.close();
  }
});
