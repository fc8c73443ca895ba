import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { anyOf, hasType, isOpen } from '../../temporal/visibility-query.ts';

export const isRegister = hasType(workflows.person);
/** What continues as new on request: the registers, and the SCIM users, groups and reserved names. */
export const isRefreshable = anyOf(
  isRegister,
  hasType(workflows.scimUser),
  hasType(workflows.scimGroup),
  hasType(workflows.scimName),
);
export const isOnboarding = hasType(workflows.onboarding);
/** Holds for everyone whom the service knows: their register, or the flow in progress. */
export const isPerson = anyOf(isRegister, isOnboarding, hasType(workflows.offboarding));

/** The memo of a register can have a hundred kilobytes. */
export const registersPage = { size: 200 } as const;

/** That of a large SCIM group has 700. */
export const refreshPage = { size: 100 } as const;

/**
 * Returns when the newest open execution of the organization started, or `undefined` if there is none. It is a moment by
 * the clock of Temporal's server: that of this machine may differ.
 */
export async function newestStart(client: OrganizationClient): Promise<Date | undefined> {
  const { executions } = await client.listPage(isOpen, { size: 1 });
  return executions[0]?.startTime;
}
