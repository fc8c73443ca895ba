import type { Client } from '@temporalio/client';
import { onboardingIdFor } from '../../contract/temporal/workflow-ids.ts';
import type { OnboardingMemo } from '../../contract/temporal/memo.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { failed, type Finding, ok, reasonOf } from './finding.ts';

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
  const query = `WorkflowType = '${workflows.onboarding.name}' AND TaskQueue = '${taskQueue}'`;
  try {
    for await (const { workflowId, memo } of client.workflow.list({ query, pageSize: 1 })) {
      const { view } = memo as Pick<OnboardingMemo, 'view'>;
      const decrypted = ok('ONBOARDING_ENCRYPTION_KEYS decrypts the newest run');
      if (onboardingIdFor(idKey, organization, view.email) === workflowId)
        return [decrypted, ok('ONBOARDING_ID_KEY gives the newest run its id')];
      const remedy =
        'Use the key that the APIs and workers of before have: with another one a person can have two runs.';
      return [decrypted, failed('ONBOARDING_ID_KEY gives the newest run another id', remedy)];
    }
    return [ok('there is no run yet that other keys could have made')];
  } catch (error) {
    return [
      failed(
        `the newest run cannot be read: ${reasonOf(error)}`,
        'Give ONBOARDING_ENCRYPTION_KEYS all keys that are in use, the one that encrypts first.',
      ),
    ];
  }
}
