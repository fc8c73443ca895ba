import { makeContinueAsNewFunc } from '@temporalio/workflow';
import type { RehireInput } from '../../contract/temporal/messages.ts';
import { groupAttribute, statusAttributes } from '../../contract/temporal/search-attributes.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { OnboardingWorkflow } from '../../contract/temporal/workflow-definitions.ts';

/**
 * Goes on as the run of the new hire, under the same id: at no time do two runs, or none, look after the person. The
 * new run answers for the invitations that can still be accepted as for its own.
 */
export async function continueAsRehire(
  { effects, inbox }: RunContext,
  { input, memo }: RehireInput,
  alive: readonly InvitationRecord[],
): Promise<never> {
  const { startedAt, baseline, inDoubt } = effects;
  const rehired = {
    effects: {
      startedAt,
      inDoubt,
      ownInvitations: alive,
      ...(baseline === undefined ? {} : { baseline }),
    },
    handledUpdateIds: inbox.handledUpdateIds(),
  };
  return makeContinueAsNewFunc<OnboardingWorkflow>({
    memo: { ...memo },
    typedSearchAttributes: [...statusAttributes(memo.view), { key: groupAttribute, value: input.group.name }],
  })({ ...input, rehired });
}
