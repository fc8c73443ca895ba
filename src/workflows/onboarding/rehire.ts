import { ApplicationFailure, CancellationScope, condition, setHandler } from '@temporalio/workflow';
import { commandNotPossible, type RehireInput, rehireUpdate } from '../../contract/temporal/messages.ts';
import type { RunRecord } from '../engine/record.ts';
import type { OnboardingTypes } from './types.ts';

/** Takes the request to rehire the person of a cancelled onboarding. */
export type RehireHandler = {
  /** The request, if there is one. */
  readonly request: () => RehireInput | undefined;
  /** Resolves the update: the onboarding is about to continue as the rehire. */
  readonly resolve: () => void;
};

export function createRehireHandler(record: RunRecord<OnboardingTypes>): RehireHandler {
  let request: RehireInput | undefined;
  let resolved = false;
  const validator = (_input: RehireInput) => {
    if (record.view.state === 'guarding' && request === undefined) return;
    throw ApplicationFailure.create({
      type: commandNotPossible,
      message: `The onboarding is in state ${record.view.state}; only one that is guarding can be continued as a rehire.`,
      nonRetryable: true,
    });
  };
  // Set from the beginning and not only while guarding: an update without a handler would wait for one, for days.
  const handler = async (input: RehireInput) => {
    request = input;
    // The workflow resolves it, so that the order of commands does not depend on interceptors.
    await CancellationScope.nonCancellable(() => condition(() => resolved));
  };
  setHandler(rehireUpdate, handler, { validator });
  return { request: () => request, resolve: () => void (resolved = true) };
}
