import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { Config } from '../config/config.ts';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import { defined } from '../contract/lib/optional.ts';
import { encryptionDataConverter } from './encryption/data-converter.ts';
import { createOrganizationClient, type OrganizationClient } from './organization-client.ts';
import type { Tracing } from '../telemetry/tracing.ts';

/**
 * Four attempts within a second. The client's default of ten takes half a minute and ignores deadlines, while a caller
 * of the API waits for the response.
 */
const retries = makeGrpcRetryInterceptor(
  defaultGrpcRetryOptions({ maxAttempts: 4, initialIntervalMs: () => 100 }),
);

/**
 * Creates the client of a process, with one connection that lasts as long as the process. It connects with the first
 * call, so that a process can start and report that it is not ready while Temporal is unreachable. Close
 * `client.connection` at the end.
 */
export function createClient(
  temporal: Config['temporal'],
  keys: EncryptionKeys,
  tracing?: Tracing,
): Client & { readonly connection: Connection } {
  const connection = connectLazily(temporal);
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    dataConverter: encryptionDataConverter(keys),
    ...defined({ interceptors: tracing?.client }),
  });
  return Object.assign(client, { connection });
}

/** Creates the client of one organization, as `createClient` does. Close it at the end. */
export function connectOrganization(
  temporal: Config['temporal'],
  keys: EncryptionKeys,
  organization: string,
  tracing?: Tracing,
): ConnectedOrganizationClient {
  const client = createClient(temporal, keys, tracing);
  return { ...createOrganizationClient(client, organization), close: () => client.connection.close() };
}

export type ConnectedOrganizationClient = OrganizationClient & { readonly close: () => Promise<void> };

/** Creates a connection without encryption, for calls about the server and its namespaces. It connects with the first call. */
export function connectLazily(temporal: Config['temporal']): Connection {
  return Connection.lazy({ ...temporal.connectionOptions, interceptors: [retries] });
}
