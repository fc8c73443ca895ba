import { ApplicationFailure, makeContinueAsNewFunc, setHandler } from '@temporalio/workflow';
import { commandNotPossible, type RehireInput } from '../../contract/temporal/messages.ts';
import { groupAttribute, standingOf } from '../../contract/temporal/search-attributes.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import { rehire } from '../engine/messages.ts';
import type { onboarding } from './onboarding.ts';
import type { Run } from '../engine/run-context.ts';
import type { RunRecord } from '../engine/record.ts';

/** The hire that is to take the place of a cancelled run. */
export type Succession = { readonly successor: () => RehireInput | undefined };

export function openSuccession(record: RunRecord): Succession {
  let successor: RehireInput | undefined;
  const validator = (_hire: RehireInput) => {
    if (record.view.state === 'guarding' && successor === undefined) return;
    throw ApplicationFailure.create({
      type: commandNotPossible,
      message: `The run is in ${record.view.state}, and only one that is guarding can be taken over.`,
      nonRetryable: true,
    });
  };
  // At once and not only when the run guards: an update without a handler would wait for one, for days.
  setHandler(rehire, async (hire: RehireInput) => void (successor = hire), { validator });
  return { successor: () => successor };
}

/**
 * Goes on as the run of the new hire, under the same id: at no time do two runs, or none, look after the person. The
 * new run answers for the invitations that can still be accepted as for its own.
 */
export async function handOver(
  { deeds, inbox }: Run,
  { input, memo }: RehireInput,
  alive: readonly InvitationRecord[],
): Promise<never> {
  const { startedAt, before, inDoubt } = deeds;
  const inherited = {
    deeds: { startedAt, inDoubt, own: alive, ...(before === undefined ? {} : { before }) },
    servedUpdates: inbox.served(),
  };
  return makeContinueAsNewFunc<typeof onboarding>({
    memo: { ...memo },
    typedSearchAttributes: [...standingOf(memo.view), { key: groupAttribute, value: input.group.name }],
  })({ ...input, inherited });
}
