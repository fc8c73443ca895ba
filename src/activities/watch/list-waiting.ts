import { idKey } from '../../contract/lib/case-insensitive.ts';
import { statesThat } from '../../contract/rules/states.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, anyOf, hasStatus, hasType, hasValue, startedSince } from '../../temporal/visibility-query.ts';
import type { Watched } from './compare-sweeps.ts';

export type Waiting = {
  /** From the key of each awaited invitation to the flow that waits for it. */
  readonly invitations: ReadonlyMap<string, Watched>;
  /** How many waiting flows cannot be decrypted. Those are left out. */
  readonly unreadable: number;
};

const isOnboarding = allOf(hasType(workflows.onboarding), hasStatus('Running'));
/** An offboarding waits only in a state in which an onboarding waits as well: it guards invitations. */
const isFlow = allOf(
  anyOf(hasType(workflows.onboarding), hasType(workflows.offboarding)),
  hasStatus('Running'),
);
const isWaiting = allOf(isFlow, hasValue(stateAttribute, ...statesThat('awaitsInvitation')));

/**
 * Lists the flows that wait for an invitation, as if a sweep had found those invitations pending. A sweep that is
 * compared with this misses no acceptance from the time when no sweep was made. `since` leaves out executions that
 * started before.
 */
export async function listWaiting(client: OrganizationClient, since?: Date): Promise<Waiting> {
  const invitations = new Map<string, Watched>();
  let unreadable = 0;
  const condition = since === undefined ? isWaiting : allOf(isWaiting, startedSince(since));
  for await (const execution of client.listAll(condition)) {
    if (execution.unreadable !== undefined) unreadable++;
    const invitation = (execution.memo as Partial<PersonMemo>).view?.invitation;
    if (invitation === undefined) continue;
    const expiresAt = Date.parse(invitation.expiresAt);
    invitations.set(idKey(invitation.id), { onboardingId: execution.workflowId, expiresAt });
  }
  return { invitations, unreadable };
}

/**
 * Whether a flow may need the watch: one that waits or, while invitations are pending, any other onboarding that is not over,
 * because it may wait again without sending another invitation, after a hold for example.
 */
export async function isWatchNeeded(client: OrganizationClient, pending: number): Promise<boolean> {
  const { executions } = await client.listPage(pending > 0 ? anyOf(isOnboarding, isWaiting) : isWaiting, {
    size: 1,
  });
  return executions.length > 0;
}
