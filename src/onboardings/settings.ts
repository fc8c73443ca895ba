import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { Role } from '../contract/config/roles.ts';
import type { Timings } from '../contract/temporal/timings.ts';

/** Settings of every onboarding that is started here. The organization is that of the client. */
export type OnboardingSettings = {
  readonly idKey: string;
  readonly maxInvitations: number;
  readonly timings: Timings;
  /** Whether there are receivers for events; left out, there are none. */
  readonly events?: boolean;
  /** Whether external IDs are to be found in Temporal's UI, in plain text; left out, they are not. */
  readonly plainRef?: boolean;
  /** The roles as they are now; left out, there are none. */
  readonly roles?: () => readonly Role[];
  /** The public address of the console, if there is one. */
  readonly consoleUrl?: string;
};

/** The settings, together with what the client of the organization knows. */
export type FlowSettings = OnboardingSettings & Pick<OrganizationClient, 'organization' | 'taskQueues'>;
