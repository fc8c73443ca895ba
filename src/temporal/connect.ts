import { Client, Connection } from '@temporalio/client';
import type { Config } from '../config.ts';

/**
 * The client of a process, on one connection for its whole life. It connects with the first call, so that a process
 * can start, and say that it is not ready, while Temporal is away. Close `client.connection` at the end.
 */
export function createClient(temporal: Config['temporal']): Client & { readonly connection: Connection } {
  const connection = Connection.lazy({ ...temporal.connectionOptions });
  return Object.assign(new Client({ connection, namespace: temporal.namespace }), { connection });
}
