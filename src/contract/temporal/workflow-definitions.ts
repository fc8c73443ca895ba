import type { Workflow } from '@temporalio/common';
import type { Delivery } from './event-delivery.ts';
import type { GroupWriterCheckpoint } from './group-writer-checkpoint.ts';
import type { InvitationWatchInput } from './invitation-watch.ts';
import type { ExecuteActivityInput } from './one-shot-activities.ts';
import type { OnboardingCheckpoint } from './onboarding-checkpoint.ts';
import type { OnboardingInput } from './onboarding-input.ts';
import type { PersonInput } from './person-input.ts';
import type { GroupWriterInput } from './step-data.ts';

/** Never ends: it continues as new into the register. */
export type OnboardingWorkflow = (
  input: OnboardingInput,
  checkpoint?: OnboardingCheckpoint,
) => Promise<never>;

export type PersonWorkflow = (input: PersonInput) => Promise<never>;

export type GroupWriterWorkflow = (
  input: GroupWriterInput,
  checkpoint?: GroupWriterCheckpoint,
) => Promise<void>;

/** `movedTotals`: what earlier executions have learned about Vultr's totals. */
export type InvitationWatchWorkflow = (input: InvitationWatchInput, movedTotals?: number) => Promise<never>;
export type DeliverEventWorkflow = (delivery: Delivery) => Promise<void>;
export type ExecuteActivityWorkflow = (input: ExecuteActivityInput) => Promise<unknown>;

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
  person: { name: 'person' } as WorkflowDefinition<PersonWorkflow>,
  groupWriter: { name: 'groupWriter' } as WorkflowDefinition<GroupWriterWorkflow>,
  invitationWatch: { name: 'invitationWatch' } as WorkflowDefinition<InvitationWatchWorkflow>,
  deliverEvent: { name: 'deliverEvent' } as WorkflowDefinition<DeliverEventWorkflow>,
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
