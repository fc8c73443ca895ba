import { runStep } from '../engine/run-step.ts';
import { failureFrom } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';
import { groupFailureOf, groupIdsOf, requestAgain } from './group-request.ts';

/**
 * Steps 2 and 3, done by the writers of the groups, so that two onboardings for a new group create one group. Waits until
 * every group is ready, and shows an operator the first that cannot be prepared. Returns their IDs, in the order of the
 * request.
 */
export async function prepareAccess(run: Onboarding): Promise<readonly string[]> {
  const isReady = () => groupIdsOf(run) !== undefined;
  return runStep(
    run,
    'ensureGroup',
    'preparing_access',
    async (command) => {
      if (command !== undefined) requestAgain(run);
      await run.rest(() => isReady() || groupFailureOf(run) !== undefined);
      const groupIds = groupIdsOf(run);
      if (groupIds !== undefined) return groupIds;
      const failure = groupFailureOf(run);
      if (failure === undefined) throw new Error('stopped waiting for the groups without an answer');
      throw failureFrom(failure);
    },
    // An operator who repairs a group and retries one onboarding helps all that wait for it: the writer tells them.
    { recovered: () => groupFailureOf(run) === undefined },
  );
}
