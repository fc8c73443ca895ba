import type { Client } from '@temporalio/client';
import { personIdFor } from '../../contract/temporal/workflow-ids.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { failed, type Finding, ok, reasonOf } from './finding.ts';

export type KeysToCheck = {
  readonly client: Client;
  readonly organization: string;
  readonly taskQueue: string;
  readonly idKey: string;
};

/** Checks that the newest onboarding can be decrypted, and that the ID key gives its person the same workflow ID. */
export async function checkKeys({ client, organization, taskQueue, idKey }: KeysToCheck): Promise<Finding[]> {
  const query = `WorkflowType = '${workflows.onboarding.name}' AND TaskQueue = '${taskQueue}'`;
  try {
    for await (const { workflowId, memo } of client.workflow.list({ query, pageSize: 1 })) {
      const { view } = memo as Pick<PersonMemo, 'view'>;
      const decrypted = ok('ONBOARDING_ENCRYPTION_KEYS decrypts the newest onboarding');
      if (personIdFor(idKey, organization, view.email) === workflowId)
        return [decrypted, ok('ONBOARDING_ID_KEY matches the newest onboarding')];
      const remedy =
        'Use the key of the existing APIs and workers. With another key, one person could have two onboardings.';
      return [decrypted, failed('ONBOARDING_ID_KEY does not match the newest onboarding', remedy)];
    }
    return [ok('there is no onboarding yet, so the keys cannot conflict with earlier ones')];
  } catch (error) {
    return [
      failed(
        `cannot read the newest onboarding: ${reasonOf(error)}`,
        'Set ONBOARDING_ENCRYPTION_KEYS to all keys that are in use; the first one encrypts.',
      ),
    ];
  }
}
