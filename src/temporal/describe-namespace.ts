import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { Client, Connection } from '@temporalio/client';

export type NamespaceDescription = {
  /** How many whole days closed workflows stay readable. */
  readonly retentionDays: number;
  /** Whether executions of the namespace take updates. */
  readonly acceptsUpdates: boolean;
  /** Name → `IndexedValueType`, without those that every namespace has. */
  readonly searchAttributes: Readonly<Record<string, number | undefined>>;
};

const dayMs = 86_400_000;

/** Describes the namespace of the client. Throws gRPC's NOT_FOUND if it does not exist. */
export async function describeNamespace(client: Client): Promise<NamespaceDescription> {
  const { namespace } = client.options;
  const { config, namespaceInfo } = await client.workflowService.describeNamespace({ namespace });
  // Only the client of a worker's activity has another kind of connection.
  const { operatorService } = client.connection as Connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return {
    retentionDays: Math.floor((optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0) / dayMs),
    acceptsUpdates: namespaceInfo?.capabilities?.syncUpdate === true,
    searchAttributes: customAttributes,
  };
}
