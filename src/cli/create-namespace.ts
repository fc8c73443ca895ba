import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { formatDuration } from '../contract/lib/duration.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { searchAttributesFor } from '../contract/temporal/search-attributes.ts';
import { because } from '../contract/lib/sentence.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { connectLazily } from '../temporal/connect.ts';
import { prepareNamespace, registerNamespace } from '../temporal/prepare-namespace.ts';

const retentionDays = 30;
/** A server that has just started may need this long until its caches are up to date. */
const timeoutMs = 120_000;
const attemptTimeoutMs = 10_000;
const pauseMs = 1_000;
const reportEveryMs = 30_000;

export type CreateNamespaceOptions = {
  readonly signal: AbortSignal;
  /** Receives progress messages for people, one line each: at once, and rarely after that. */
  readonly onProgress: (line: string) => void;
  /** Until when Temporal is waited for. Default: two minutes. */
  readonly waitMs?: number;
  readonly reportMs?: number;
};

/**
 * Creates the namespace with 30 days of retention, and its search attributes. Retries for two minutes, then throws
 * `StartError`. Repeatable.
 */
export async function createNamespace(
  { temporal, onboarding }: Pick<Config, 'temporal' | 'onboarding'>,
  { signal, onProgress, waitMs = timeoutMs, reportMs = reportEveryMs }: CreateNamespaceOptions,
): Promise<void> {
  const connection = connectLazily(temporal);
  const requirements = {
    namespace: temporal.namespace,
    retentionDays,
    searchAttributes: searchAttributesFor(onboarding),
  };
  const address = temporal.connectionOptions.address ?? 'localhost:7233';
  const giveUpAt = performance.now() + waitMs;
  let lastError = '';
  onProgress(
    `Preparing the namespace ${temporal.namespace} in Temporal at ${address}; waiting up to ${formatDuration(waitMs)} for it.`,
  );
  const reports = setInterval(() => {
    const leftMs = Math.max(0, giveUpAt - performance.now());
    onProgress(
      `Still waiting for Temporal at ${address}, ${formatDuration(leftMs)} left${because(lastError === '' ? undefined : lastError)}`,
    );
  }, reportMs);
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
        // gRPC ends its message with an empty note.
        lastError = errorMessage(error).replace(/[.\s]*(?:Resolution note:)?\s*$/, '');
        if (performance.now() > giveUpAt || signal.aborted) {
          throw new StartError(
            `Could not prepare Temporal at ${address} within ${formatDuration(waitMs)}: ${lastError}. Check that it is running and that TEMPORAL_ADDRESS is right, then run this command again.`,
            { cause: error },
          );
        }
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
      }
    }
  } finally {
    clearInterval(reports);
    await connection.close();
  }
}
