import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { isFailureCode } from '../../contract/rules/failures.ts';
import type {
  AttachPoliciesInput,
  PinnedPolicy,
  PolicyResult,
  StepFailure,
} from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';

/**
 * Step 3. Attaches the policies that are not attached yet, reads all of them back, and returns what became of each, in the
 * order of the input. One that cannot be attached does not keep the others from being attached. Throws if the attempt
 * failed as a whole, and while another attempt may help a policy.
 */
export function createAttachPolicies(client: VultrClient) {
  return async function attachPolicies(input: AttachPoliciesInput): Promise<PolicyResult[]> {
    const { groupId, policies, timings } = input;
    const vultr = createSession(client, timings);
    const findMissing = async () => {
      const attached = new Set((await vultr.groups.policies(groupId)).map(({ id }) => id));
      return policies.filter(({ id }) => !attached.has(id));
    };
    const toAttach = await findMissing();
    if (toAttach.length === 0) return policies.map(({ id }) => ({ id, outcome: 'already' }));

    const failures = await attachEach(vultr, groupId, toAttach);
    throwIfRetryable(failures.values());
    // A refusal may mean "already attached"; another look decides.
    let missing: readonly PinnedPolicy[] = toAttach;
    await vultr.readBack(async () => {
      missing = await findMissing();
      return missing.every(({ id }) => failures.has(id)) || undefined;
    });
    const stillMissing = new Map(missing.map(({ id }) => [id, failures.get(id) ?? notVisible()]));
    throwIfRetryable(stillMissing.values());

    const attachedNow = new Set(toAttach.map(({ id }) => id));
    return policies.map((policy): PolicyResult => {
      const { id } = policy;
      const failure = stillMissing.get(id);
      if (failure !== undefined) return { id, outcome: 'failed', failure: toStepFailure(policy, failure) };
      return { id, outcome: attachedNow.has(id) ? 'attached' : 'already' };
    });
  };
}

/**
 * Returns the failures by the ID of the policy. A write without a usable response may be the fault of its policy, so the
 * others still get their turn; a second one in the same attempt, or any other failure, is thrown: it concerns them all.
 */
async function attachEach(
  vultr: VultrSession,
  groupId: string,
  policies: readonly PinnedPolicy[],
): Promise<Map<string, ApplicationFailure>> {
  const failures = new Map<string, ApplicationFailure>();
  let isUnsettled = false;
  for (const { id } of policies) {
    try {
      const { refusal } = await vultr.policies.attachToGroup(id, groupId);
      if (refusal !== undefined) failures.set(id, refusedFailure(refusal));
    } catch (error) {
      if (isUnsettled || !(error instanceof ApplicationFailure) || error.type !== 'outcome_unknown')
        throw error;
      isUnsettled = true;
      failures.set(id, error);
    }
  }
  return failures;
}

function throwIfRetryable(failures: Iterable<ApplicationFailure>): void {
  for (const failure of failures) if (failure.nonRetryable !== true && !isLastAttempt()) throw failure;
}

function notVisible(): ApplicationFailure {
  const message = 'Vultr confirmed the attachment but the group does not show it';
  const request = 'POST /v2/policies/{policy_id}/groups/{group_id}';
  return codedFailure('write_not_visible', message, { request });
}

function isLastAttempt(): boolean {
  const { attempt, retryPolicy } = Context.current().info;
  return attempt >= (retryPolicy?.maximumAttempts ?? Number.POSITIVE_INFINITY);
}

function toStepFailure({ name }: PinnedPolicy, failure: ApplicationFailure): StepFailure {
  return {
    step: 'attachPolicies',
    code: isFailureCode(failure.type) ? failure.type : 'internal_error',
    message: `The policy "${name}" is not attached: ${failure.message}`,
    details: failure.details?.[0] ?? {},
  };
}
