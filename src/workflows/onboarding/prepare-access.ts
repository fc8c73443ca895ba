import { runStep } from '../engine/run-step.ts';
import { failureFrom } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';
import { groupFailureOf, requestAgain } from './group-request.ts';

/**
 * Steps 2 and 3, done by the writer of the group, so that two onboardings for a new group create one group. Waits until the
 * group is ready, and shows an operator if it cannot be prepared.
 */
export async function prepareAccess(run: Onboarding): Promise<string> {
  const { results } = run;
  const isReady = () => results.groupId !== undefined;
  return runStep(
    run,
    'ensureGroup',
    'preparing_access',
    async (command) => {
      if (command !== undefined) requestAgain(run);
      await run.rest(() => isReady() || groupFailureOf(run) !== undefined);
      if (results.groupId !== undefined) return results.groupId;
      const failure = groupFailureOf(run);
      if (failure === undefined) throw new Error('stopped waiting for the group without an answer');
      throw failureFrom(failure);
    },
    // An operator who repairs the group and retries one onboarding helps all that wait for it: the writer tells them.
    { recovered: isReady },
  );
}
