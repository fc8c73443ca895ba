import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { commandNotPossible, type RehireInput, rehireUpdate } from '../../contract/temporal/messages.ts';
import type { RunRecord } from '../engine/record.ts';

/** The hire that is to take the place of a cancelled run. */
export type RehireHandler = { readonly request: () => RehireInput | undefined };

export function createRehireHandler(record: RunRecord): RehireHandler {
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
  setHandler(rehireUpdate, async (hire: RehireInput) => void (successor = hire), { validator });
  return { request: () => successor };
}
