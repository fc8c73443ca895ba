import type { Workflow } from '@temporalio/common';
import type { BrakeSettings, BrakeState } from './brake.ts';
import type { Delivery } from './event-delivery.ts';
import type { GroupWriterCheckpoint } from './group-writer-checkpoint.ts';
import type { InvitationWatchInput } from './invitation-watch.ts';
import type { ExecuteActivityInput } from './one-shot-activities.ts';
import type { OffboardingCheckpoint } from './offboarding-checkpoint.ts';
import type { OffboardingInput } from './offboarding-input.ts';
import type { OnboardingCheckpoint } from './onboarding-checkpoint.ts';
import type { OnboardingInput } from './onboarding-input.ts';
import type { PersonInput } from './person-input.ts';
import type { GroupWriterInput } from './step-data.ts';
import type { ScimGroupInput, ScimNameInput, ScimUserInput } from '../scim/workflow-input.ts';

/** Never ends: it continues as new into the register. */
export type OnboardingWorkflow = (
  input: OnboardingInput,
  checkpoint?: OnboardingCheckpoint,
) => Promise<never>;

/** Never ends: it continues as new into the register. */
export type OffboardingWorkflow = (
  input: OffboardingInput,
  checkpoint?: OffboardingCheckpoint,
) => Promise<never>;

export type PersonWorkflow = (input: PersonInput) => Promise<never>;

export type GroupWriterWorkflow = (
  input: GroupWriterInput,
  checkpoint?: GroupWriterCheckpoint,
) => Promise<void>;

/** `movedTotals`: what earlier executions have learned about Vultr's totals. */
export type InvitationWatchWorkflow = (input: InvitationWatchInput, movedTotals?: number) => Promise<never>;

/** Ends once it has nothing to remember. `known`: what an earlier execution knew. */
export type BrakeWorkflow = (settings: BrakeSettings, known?: BrakeState) => Promise<void>;
export type DeliverEventWorkflow = (delivery: Delivery) => Promise<void>;
export type ExecuteActivityWorkflow = (input: ExecuteActivityInput) => Promise<unknown>;

/** Each of them begins with its memo as its state, and ends after the resource was deleted. */
export type ScimUserWorkflow = (input: ScimUserInput) => Promise<void>;
export type ScimGroupWorkflow = (input: ScimGroupInput) => Promise<void>;
export type ScimNameWorkflow = (input: ScimNameInput) => Promise<void>;

/** A workflow type: its name in Temporal, and its signature, which exists at compile time only. */
export type WorkflowDefinition<Signature extends Workflow> = {
  readonly name: string;
  readonly signature?: Signature;
};

/**
 * Every workflow type of the service. Callers start workflows by these definitions, so they need not import workflow
 * code; `workflows/index.ts` is checked against them.
 */
export const workflows = {
  onboarding: { name: 'onboarding' } as WorkflowDefinition<OnboardingWorkflow>,
  offboarding: { name: 'offboarding' } as WorkflowDefinition<OffboardingWorkflow>,
  person: { name: 'person' } as WorkflowDefinition<PersonWorkflow>,
  groupWriter: { name: 'groupWriter' } as WorkflowDefinition<GroupWriterWorkflow>,
  invitationWatch: { name: 'invitationWatch' } as WorkflowDefinition<InvitationWatchWorkflow>,
  brake: { name: 'brake' } as WorkflowDefinition<BrakeWorkflow>,
  deliverEvent: { name: 'deliverEvent' } as WorkflowDefinition<DeliverEventWorkflow>,
  scimUser: { name: 'scimUser' } as WorkflowDefinition<ScimUserWorkflow>,
  scimGroup: { name: 'scimGroup' } as WorkflowDefinition<ScimGroupWorkflow>,
  scimName: { name: 'scimName' } as WorkflowDefinition<ScimNameWorkflow>,
  executeActivity: { name: 'executeActivity' } as WorkflowDefinition<ExecuteActivityWorkflow>,
} as const;

/** The functions that a module of workflows must export: one for each definition, with its signature. */
export type WorkflowFunctions = {
  readonly [Name in keyof typeof workflows]: (typeof workflows)[Name] extends WorkflowDefinition<
    infer Signature
  >
    ? Signature
    : never;
};
