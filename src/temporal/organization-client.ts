import type { Client } from '@temporalio/client';
import { type TaskQueues, taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { describeDeployment, type DeploymentStatus, makeCurrent, ramp } from './deployment.ts';
import { describeNamespace, type NamespaceDescription } from './describe-namespace.ts';
import { createExecutionFinder, type ExecutionFinder } from './find-executions.ts';
import { createHistoryStore, type HistoryStore } from './histories.ts';
import { activeBuildIds, countOtherWorkers } from './pollers.ts';
import { createExecutionStarter, type ExecutionStarter } from './start-execution.ts';

/**
 * The only way to Temporal for everything that belongs to one organization: it starts, finds and messages executions of
 * that organization and no others. Workflow IDs that are passed to a start are those that the
 * organization has made itself; any other goes through `describe`.
 */
export type OrganizationClient = ExecutionStarter &
  ExecutionFinder &
  HistoryStore & {
    readonly organization: string;
    readonly taskQueues: TaskQueues;
    readonly namespace: string;
    /** Counts the workers that poll for activities that call Vultr, except the one with this identity. */
    countOtherWorkers(ownIdentity: string): Promise<number>;
    /** Returns the builds whose workers poll for workflow tasks; '' stands for workers without a build ID. */
    activeBuildIds(): Promise<ReadonlySet<string>>;
    /** Throws gRPC's NOT_FOUND if no worker with a build ID has ever polled. */
    describeDeployment(): Promise<DeploymentStatus>;
    /** Sends all new tasks to this build, those of open onboardings included. A ramp to another build ends. */
    makeCurrent(buildId: string): Promise<void>;
    /** Sends a percentage of the workflows to this build; 0 ends the ramp. */
    ramp(buildId: string, percent: number): Promise<void>;
    describeNamespace(): Promise<NamespaceDescription>;
    /** Resolves to the version of Temporal's server, if it serves requests. */
    serverVersion(): Promise<string>;
    /** Makes the calls within `call` fail after `deadlineMs` milliseconds. Without it, the client retries for long. */
    withDeadline<T>(deadlineMs: number, call: () => Promise<T>): Promise<T>;
  };

export function createOrganizationClient(client: Client, organization: string): OrganizationClient {
  const taskQueues = taskQueuesFor(organization);
  return {
    organization,
    taskQueues,
    namespace: client.options.namespace,
    ...createExecutionStarter(client, taskQueues.onboarding),
    ...createExecutionFinder(client, taskQueues.onboarding),
    ...createHistoryStore(client),
    countOtherWorkers: (ownIdentity) => countOtherWorkers(client, taskQueues.vultr, ownIdentity),
    activeBuildIds: () => activeBuildIds(client, taskQueues.onboarding),
    describeDeployment: () => describeDeployment(client, organization),
    makeCurrent: (buildId) => makeCurrent(client, { organization, buildId }),
    ramp: (buildId, percent) => ramp(client, { organization, buildId }, percent),
    describeNamespace: () => describeNamespace(client),
    serverVersion: async () => (await client.workflowService.getSystemInfo({})).serverVersion,
    withDeadline: (deadlineMs, call) => client.connection.withDeadline(Date.now() + deadlineMs, call),
  };
}
