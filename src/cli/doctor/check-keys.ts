import type { Client } from '@temporalio/client';
import { runIdFor } from '../../contract/temporal/workflow-ids.ts';
import type { RunMemo } from '../../contract/temporal/memo.ts';
import { workflowTypes } from '../../contract/temporal/task-queues.ts';
import { bad, type Finding, good, reasonOf } from './finding.ts';

export type KeysUnderTest = {
  readonly client: Client;
  readonly organization: string;
  readonly taskQueue: string;
  readonly idKey: string;
};

/** Whether the newest run can be decrypted, and has the id that the key of ids gives its person. */
export async function checkKeys({
  client,
  organization,
  taskQueue,
  idKey,
}: KeysUnderTest): Promise<Finding[]> {
  const query = `WorkflowType = '${workflowTypes.onboarding}' AND TaskQueue = '${taskQueue}'`;
  try {
    for await (const { workflowId, memo } of client.workflow.list({ query, pageSize: 1 })) {
      const { view } = memo as Pick<RunMemo, 'view'>;
      const decrypted = good('ONBOARDING_ENCRYPTION_KEYS decrypts the newest run');
      if (runIdFor(idKey, organization, view.email) === workflowId)
        return [decrypted, good('ONBOARDING_ID_KEY gives the newest run its id')];
      const remedy =
        'Use the key that the APIs and workers of before have: with another one a person can have two runs.';
      return [decrypted, bad('ONBOARDING_ID_KEY gives the newest run another id', remedy)];
    }
    return [good('there is no run yet that other keys could have made')];
  } catch (error) {
    return [
      bad(
        `the newest run cannot be read: ${reasonOf(error)}`,
        'Give ONBOARDING_ENCRYPTION_KEYS all keys that are in use, the one that encrypts first.',
      ),
    ];
  }
}
