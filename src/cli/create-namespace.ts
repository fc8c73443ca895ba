import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { requiredSearchAttributes } from '../contract/temporal/search-attributes.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { connectLazily } from '../temporal/connect.ts';
import { prepareNamespace, registerNamespace } from '../temporal/prepare-namespace.ts';

const retentionDays = 30;
/** A server that has just started may need this long until its caches are up to date. */
const timeoutMs = 120_000;
const attemptTimeoutMs = 10_000;
const pauseMs = 1_000;

/**
 * Creates the namespace with 30 days of retention, and its search attributes. Retries for two minutes, then throws
 * `StartError`. Repeatable.
 */
export async function createNamespace(temporal: Config['temporal'], signal: AbortSignal): Promise<void> {
  const connection = connectLazily(temporal);
  const requirements = {
    namespace: temporal.namespace,
    retentionDays,
    searchAttributes: requiredSearchAttributes,
  };
  const giveUpAt = performance.now() + timeoutMs;
  try {
    for (;;) {
      try {
        await connection.withDeadline(Date.now() + attemptTimeoutMs, async () => {
          await registerNamespace(connection, requirements);
          await prepareNamespace(connection, requirements);
        });
        return;
      } catch (error) {
        if (error instanceof StartError) throw error;
        if (performance.now() > giveUpAt || signal.aborted) {
          const address = temporal.connectionOptions.address ?? 'localhost:7233';
          throw new StartError(
            `Could not prepare Temporal at ${address}: ${errorMessage(error)}. Check that it is running and that TEMPORAL_ADDRESS is right.`,
            { cause: error },
          );
        }
        await sleep(pauseMs);
      }
    }
  } finally {
    await connection.close();
  }
}
