import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { Config } from '../config/config.ts';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import { encryptionDataConverter } from './encryption/data-converter.ts';
import type { Tracing } from '../telemetry/tracing.ts';

/**
 * Four attempts within a second. The client's own ten go on for half a minute and past any deadline, and whoever calls
 * the API is waiting for the answer.
 */
const retries = makeGrpcRetryInterceptor(
  defaultGrpcRetryOptions({ maxAttempts: 4, initialIntervalMs: () => 100 }),
);

/**
 * The client of a process, on one connection for its whole life. It connects with the first call, so that a process
 * can start, and say that it is not ready, while Temporal is away. Close `client.connection` at the end.
 */
export function createClient(
  temporal: Config['temporal'],
  keys: EncryptionKeys,
  tracing?: Tracing,
): Client & { readonly connection: Connection } {
  const connection = connectLazily(temporal);
  const interceptors = tracing === undefined ? {} : { interceptors: tracing.client };
  const dataConverter = encryptionDataConverter(keys);
  const client = new Client({ connection, namespace: temporal.namespace, dataConverter, ...interceptors });
  return Object.assign(client, { connection });
}

/** For what concerns the server and no run. */
export function connectLazily(temporal: Config['temporal']): Connection {
  return Connection.lazy({ ...temporal.connectionOptions, interceptors: [retries] });
}
