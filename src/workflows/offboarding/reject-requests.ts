import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { offboardingTraitsOf } from '../../contract/rules/offboarding-states.ts';
import { amendUpdate, eraseUpdate, staleRequest } from '../../contract/temporal/messages.ts';
import { notPossible, rejection } from '../engine/command-validators.ts';
import type { RunRecord } from '../engine/record.ts';
import type { OffboardingTypes } from './types.ts';

/**
 * Rejects what callers ask of a person who is leaving. Set it from the beginning: an update without a handler would wait for
 * one, for days.
 */
export function rejectRequests(record: RunRecord<OffboardingTypes>, id: string): void {
  function reject<Result, Input>(
    update: UpdateDefinition<Result, [Input]>,
    refusal: () => ApplicationFailure,
  ): void {
    const validator = (_input: Input) => {
      // One that has ended is about to continue as the register: the caller looks again.
      const hasEnded = offboardingTraitsOf(record.view.state).final === true;
      throw hasEnded ? rejection(staleRequest, `the offboarding ${id} has just ended`) : refusal();
    };
    const handler = async (_input: Input): Promise<Result> => {
      throw ApplicationFailure.nonRetryable('the validator rejects every request');
    };
    setHandler(update, handler, { validator });
  }

  const stale = () => rejection(staleRequest, `the newest flow is ${id}`);
  reject(amendUpdate, stale);
  reject(eraseUpdate, () =>
    notPossible(
      `The offboarding ${id} is in state ${record.view.state}. Erase the person once it has ended.`,
    ),
  );
}
