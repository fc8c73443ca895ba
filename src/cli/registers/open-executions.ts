import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { hasType, isOpen } from '../../temporal/visibility-query.ts';

export const isRegister = hasType(workflows.person);
export const isOnboarding = hasType(workflows.onboarding);

/** The memo of a register can have a hundred kilobytes. */
export const registersPage = { size: 200 } as const;

/**
 * Returns when the newest open execution of the organization started, or `undefined` if there is none. It is a moment by
 * the clock of Temporal's server: that of this machine may differ.
 */
export async function newestStart(client: OrganizationClient): Promise<Date | undefined> {
  const { executions } = await client.listPage(isOpen, { size: 1 });
  return executions[0]?.startTime;
}
