import type { AccessReport } from '../api/access-report.ts';
import type { PlannedHire } from '../api/batch.ts';
import type { Timings } from './timings.ts';

export type ReportInput = { readonly email: string; readonly timings: Timings };

/** What a plan needs to know about a request. */
export type HireToPlan = {
  readonly email: string;
  readonly groupName: string;
  readonly policies: readonly string[];
  /** As in the input of `inviteUser`; left out, there are none. */
  readonly grantedUserIds?: readonly string[];
};

export type PlanInput = { readonly hires: readonly HireToPlan[]; readonly timings: Timings };

/**
 * Activities that the API has a worker execute once, because only workers hold the organization's key and spend its
 * rate budget. Each reads from Vultr and writes nothing.
 */
export type OneShotActivities = {
  readonly reportAccess: (input: ReportInput) => Promise<AccessReport>;
  readonly planHires: (input: PlanInput) => Promise<PlannedHire[]>;
};

export type OneShotName = keyof OneShotActivities;

/** Input of the workflow `executeActivity`. */
export type ExecuteActivityInput<Name extends OneShotName = OneShotName> = {
  readonly activity: Name;
  readonly input: Parameters<OneShotActivities[Name]>[0];
  readonly taskQueue: string;
  /** Shown in Temporal's UI. */
  readonly summary: string;
};
