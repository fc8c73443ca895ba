import type { AccessReport } from '../api/access-report.ts';
import type { PlannedHire } from '../api/batch.ts';
import type { PlannedDeparture } from '../api/offboarding-batch.ts';
import type { SurveyInput } from './offboarding.ts';
import type { Timings } from './timings.ts';

export type ReportInput = { readonly email: string; readonly timings: Timings };

/** What a plan needs to know about a request. */
export type HireToPlan = {
  readonly email: string;
  readonly groups: readonly { readonly name: string; readonly policies: readonly string[] }[];
  /** As in the input of `inviteUser`; left out, there are none. */
  readonly grantedUserIds?: readonly string[];
};

export type PlanInput = { readonly hires: readonly HireToPlan[]; readonly timings: Timings };

/** What a plan of a departure needs to know of a person, as in the input of `surveyPerson`. */
export type LeaverToPlan = Omit<
  SurveyInput,
  'protectedAddresses' | 'serviceAddresses' | 'adminPolicies' | 'timings'
>;

export type PlanLeaversInput = Pick<SurveyInput, 'protectedAddresses' | 'adminPolicies' | 'timings'> & {
  readonly leavers: readonly LeaverToPlan[];
  /** How long it may read what each person has. After that, the plan leaves it out. */
  readonly readForMs: number;
};

export type ReadGroupsInput = { readonly groupIds: readonly string[]; readonly timings: Timings };

export type ObservedMember = {
  readonly userId: string;
  readonly email?: string;
  /** Vultr shows the user as suspended or closed. */
  readonly inactive?: true;
  readonly serviceUser?: true;
};

/** A group as Vultr shows it now; `detail` says why it could not be read. */
export type ObservedGroup = { readonly id: string } & (
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'unread'; readonly detail: string }
  | {
      readonly outcome: 'read';
      readonly members: readonly ObservedMember[];
      readonly policyIds: readonly string[];
    }
);

/** The first of the groups in the order of the input, at least one. */
export type ReadGroupsResult = { readonly groups: readonly ObservedGroup[] };

/**
 * Activities that the API has a worker execute once, because only workers hold the organization's key and spend its
 * rate budget. Each reads from Vultr and writes nothing.
 */
export type OneShotActivities = {
  readonly reportAccess: (input: ReportInput) => Promise<AccessReport>;
  readonly planHires: (input: PlanInput) => Promise<PlannedHire[]>;
  readonly planLeavers: (input: PlanLeaversInput) => Promise<PlannedDeparture[]>;
  readonly readGroups: (input: ReadGroupsInput) => Promise<ReadGroupsResult>;
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
