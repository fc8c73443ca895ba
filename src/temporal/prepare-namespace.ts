import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { StartError } from '../contract/lib/start-error.ts';

export type NamespaceNeeds = {
  readonly namespace: string;
  /** Name → type, in Temporal's own words. */
  readonly searchAttributes: Readonly<Record<string, 'Keyword' | 'Datetime'>>;
  /** How long a finished run stays readable, at least. */
  readonly retentionDays: number;
};

/** `temporal.api.enums.v1.IndexedValueType`: https://github.com/temporalio/api/blob/master/temporal/api/enums/v1/common.proto */
export const indexedValueTypes = { Keyword: 2, Datetime: 6 } as const;

const dayMs = 86_400_000;

/** Makes the namespace where there is none. */
export async function registerNamespace(
  connection: Connection,
  { namespace, retentionDays }: NamespaceNeeds,
): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code !== grpcStatus.notFound) throw error;
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retentionDays * dayMs),
    });
  }
}

/**
 * Gives a namespace what the service needs. The dev server takes its flags into account only when it creates the
 * namespace, so a database file of an earlier version would go without. Repeatable; takes nothing away.
 */
export async function prepareNamespace(connection: Connection, needs: NamespaceNeeds): Promise<void> {
  const { namespace } = needs;
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing: Record<string, number> = {};
  for (const [name, type] of Object.entries(needs.searchAttributes)) {
    const present: number | undefined = customAttributes[name];
    if (present === undefined) missing[name] = indexedValueTypes[type];
    else if (present !== indexedValueTypes[type])
      throw new StartError(
        `The search attribute ${name} of Temporal's namespace ${namespace} is not of the type ${type}. Remove it (temporal operator search-attribute remove --name ${name}), then start again.`,
      );
  }
  if (Object.keys(missing).length > 0)
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });

  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const retentionMs = optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0;
  const neededMs = needs.retentionDays * dayMs;
  if (retentionMs < neededMs)
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(neededMs) },
    });
}
