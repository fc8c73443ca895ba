import type { Client } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import type { Payload, TypedSearchAttributes } from '@temporalio/common';
import { decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { defined } from '../contract/lib/optional.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { encryptionKeyIdOf } from './encryption/payload-codec.ts';

/** An execution as Temporal's visibility store or a description shows it. */
export type Execution = {
  readonly workflowId: string;
  readonly runId: string;
  /** Name of the workflow type. */
  readonly type: string;
  readonly status: { readonly name: string };
  /** When this execution began, by the clock of the server. One that continued as new has a time of its own. */
  readonly startTime: Date;
  /** When it ended, by the same clock; absent if it is open. */
  readonly closeTime?: Date;
  readonly typedSearchAttributes: TypedSearchAttributes;
  /** Empty if it cannot be read. */
  readonly memo: Readonly<Record<string, unknown>>;
  /** Why the memo cannot be read; absent if it can. */
  readonly unreadable?: Unreadable;
};

export type Unreadable = {
  /** Absent if the data is not encrypted, and unreadable for another reason. */
  readonly encryptionKeyId?: string;
  /** What is wrong and what to do. Contains nothing of the data. */
  readonly reason: string;
};

/** Whether an execution goes on. */
export function isOpenExecution({ status }: Pick<Execution, 'status'>): boolean {
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}

type RawExecution = Parameters<typeof executionInfoFromRaw>[0];

/** Decodes an execution. Never throws because of the memo: what one key cannot decrypt must not hide what it can. */
export async function decodeExecution(client: Client, raw: RawExecution): Promise<Execution> {
  const { namespace, loadedDataConverter } = client.options;
  // Inherits from `raw`, because a message has its default values in its prototype.
  const withoutMemo = Object.create(raw, { memo: { value: undefined } }) as RawExecution;
  const info = await executionInfoFromRaw(withoutMemo, loadedDataConverter, raw, namespace);
  const { workflowId, runId, type, status, startTime, closeTime, typedSearchAttributes } = info;
  const common = {
    workflowId,
    runId,
    type,
    status,
    startTime,
    ...defined({ closeTime }),
    typedSearchAttributes,
  };
  const fields = raw.memo?.fields ?? {};
  try {
    const context = { type: 'workflow', namespace, workflowId } as const;
    return { ...common, memo: (await decodeMapFromPayloads(loadedDataConverter, fields, context)) ?? {} };
  } catch (error) {
    const encryptionKeyId = Object.values(fields as Record<string, Payload>)
      .map(encryptionKeyIdOf)
      .find((id) => id !== undefined);
    return {
      ...common,
      memo: {},
      unreadable: { ...defined({ encryptionKeyId }), reason: errorMessage(error) },
    };
  }
}
