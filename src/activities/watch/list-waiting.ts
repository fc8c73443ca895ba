import { idKey } from '../../contract/lib/case-insensitive.ts';
import { statesThat } from '../../contract/rules/states.ts';
import type { OnboardingMemo } from '../../contract/temporal/memo.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, hasStatus, hasType, hasValue } from '../../temporal/visibility-query.ts';
import type { Sweep } from './compare-sweeps.ts';

export type Waiting = {
  readonly invitations: Sweep;
  /** How many waiting onboardings cannot be decrypted. Those are left out. */
  readonly unreadable: number;
};

/**
 * Lists the onboardings that wait for an invitation, as if a sweep had found those invitations pending. A watch compares
 * its first sweep with this, so that no acceptance is missed from the time when no watch was running.
 */
export async function listWaiting(client: OrganizationClient): Promise<Waiting> {
  const waiting = allOf(
    hasType(workflows.onboarding),
    hasStatus('Running'),
    hasValue(stateAttribute, ...statesThat('awaitsInvitation')),
  );
  const invitations = new Map<string, string>();
  let unreadable = 0;
  for await (const execution of client.listAll(waiting)) {
    if (execution.unreadable !== undefined) unreadable++;
    const id = (execution.memo as Partial<OnboardingMemo>).view?.invitation?.id;
    if (id !== undefined) invitations.set(idKey(id), execution.workflowId);
  }
  return { invitations, unreadable };
}
