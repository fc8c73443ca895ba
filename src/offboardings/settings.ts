import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { BrakeLimit } from '../contract/temporal/brake.ts';
import type { OnboardingSettings } from '../onboardings/settings.ts';

/** What the configuration says about people who leave. */
export type LeaverSettings = {
  /** How long a person stays suspended before they are removed, unless the order says otherwise. */
  readonly graceMs: number;
  /** Addresses that must never be removed. */
  readonly protectedAddresses: readonly string[];
  /** A policy whose name contains one of these texts makes its holders administrators. */
  readonly adminPolicies: readonly string[];
};

/** Settings of every offboarding that is started here. */
export type OffboardingSettings = Pick<OnboardingSettings, 'idKey' | 'timings' | 'events' | 'plainRef'> & {
  readonly leaver: LeaverSettings;
  /** The limit that the workers give the brake, unless it says another one itself. */
  readonly brake: BrakeLimit;
};

/** The settings, together with what the client of the organization knows. */
export type DepartureSettings = OffboardingSettings & Pick<OrganizationClient, 'organization' | 'taskQueues'>;
