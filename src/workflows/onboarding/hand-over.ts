import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { RehireInput } from '../../contract/temporal/messages.ts';
import { groupAttribute, statusAttributes } from '../../contract/temporal/search-attributes.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { OnboardingWorkflow } from '../../contract/temporal/workflow-definitions.ts';
import type { Onboarding } from './context.ts';

/**
 * Continues as the rehire under the same workflow ID: exactly one execution is responsible for the person at any time. The
 * rehire is responsible for the invitations that can still be accepted, as for its own.
 */
export async function continueAsRehire(
  { effects, inbox }: Onboarding,
  { input, memo }: RehireInput,
  ownInvitations: readonly InvitationRecord[],
): Promise<never> {
  const { startedAt, baseline, inDoubt } = effects;
  const rehired = {
    effects: { startedAt, inDoubt, ownInvitations, ...defined({ baseline }) },
    handledUpdateIds: inbox.handledUpdateIds(),
  };
  return makeContinueAsNewFunc<OnboardingWorkflow>({
    memo: { ...memo },
    typedSearchAttributes: [...statusAttributes(memo.view), { key: groupAttribute, value: input.group.name }],
  })({ ...input, rehired });
}
