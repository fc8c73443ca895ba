import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { StartError } from '../contract/lib/start-error.ts';

export type NamespaceRequirements = {
  readonly namespace: string;
  /** Name → type, as Temporal's CLI names it. */
  readonly searchAttributes: Readonly<Record<string, keyof typeof indexedValueTypes>>;
  /** The minimum time that closed workflows stay readable. */
  readonly retentionDays: number;
};

/** `temporal.api.enums.v1.IndexedValueType`: https://github.com/temporalio/api/blob/master/temporal/api/enums/v1/common.proto */
export const indexedValueTypes = { Keyword: 2, Datetime: 6, KeywordList: 7 } as const;

const dayMs = 86_400_000;

/** Creates the namespace if it does not exist. */
export async function registerNamespace(
  connection: Connection,
  { namespace, retentionDays }: NamespaceRequirements,
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
 * Adds the search attributes that a namespace lacks, and extends its retention if it is too short. Repeatable; removes
 * nothing. The dev server applies its flags only when it creates a namespace, so the database file of an earlier
 * version needs this as well. Throws `StartError` if a search attribute has the wrong type.
 */
export async function prepareNamespace(
  connection: Connection,
  required: NamespaceRequirements,
): Promise<void> {
  const { namespace } = required;
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing: Record<string, number> = {};
  for (const [name, type] of Object.entries(required.searchAttributes)) {
    const present: number | undefined = customAttributes[name];
    if (present === undefined) missing[name] = indexedValueTypes[type];
    else if (present !== indexedValueTypes[type])
      throw new StartError(
        `The search attribute ${name} in the Temporal namespace ${namespace} does not have the type ${type}. Remove it (temporal operator search-attribute remove --namespace ${namespace} --name ${name}), then start again.`,
      );
  }
  if (Object.keys(missing).length > 0)
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });

  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const retentionMs = optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0;
  const requiredMs = required.retentionDays * dayMs;
  if (retentionMs < requiredMs)
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(requiredMs) },
    });
}
