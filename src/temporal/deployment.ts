import type { Client } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';

/** The workers of an organization are versions of one deployment: https://docs.temporal.io/worker-versioning */
export function deploymentNameFor(organization: string): string {
  return `onboarding-${organization}`;
}

export type Deployment = { readonly organization: string; readonly buildId: string };

/**
 * Onboardings stay open for weeks, so they move to the current version with their next workflow task; patches and the
 * histories in test/replay keep them deterministic. If they were pinned, every old version would have to run for weeks.
 */
export function deploymentOptions({
  organization,
  buildId,
}: Deployment): NonNullable<WorkerOptions['workerDeploymentOptions']> {
  return {
    useWorkerVersioning: true,
    version: { deploymentName: deploymentNameFor(organization), buildId },
    defaultVersioningBehavior: 'AUTO_UPGRADE',
  };
}

export type DeploymentStatus = {
  /** The build whose workers receive work; undefined if it goes to the workers without a build ID. */
  readonly current: string | undefined;
  readonly ramping: { readonly buildId: string; readonly percent: number } | undefined;
  readonly known: readonly string[];
};

/** Throws gRPC's NOT_FOUND if no worker with a build ID has ever polled. */
export async function describeDeployment(client: Client, organization: string): Promise<DeploymentStatus> {
  const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
    namespace: client.options.namespace,
    deploymentName: deploymentNameFor(organization),
  });
  const { routingConfig, versionSummaries } = workerDeploymentInfo ?? {};
  const ramping = routingConfig?.rampingDeploymentVersion?.buildId || undefined;
  return {
    current: routingConfig?.currentDeploymentVersion?.buildId || undefined,
    ramping:
      ramping === undefined
        ? undefined
        : { buildId: ramping, percent: routingConfig?.rampingVersionPercentage ?? 0 },
    known: (versionSummaries ?? []).flatMap(({ deploymentVersion }) => deploymentVersion?.buildId ?? []),
  };
}

/** Sends all new tasks to this build, those of open onboardings included. A ramp to another build ends. */
export async function makeCurrent(client: Client, deployment: Deployment): Promise<void> {
  const { organization, buildId } = deployment;
  await client.workflowService.setWorkerDeploymentCurrentVersion({
    namespace: client.options.namespace,
    deploymentName: deploymentNameFor(organization),
    buildId,
    identity: client.options.identity,
  });
  if ((await describeDeployment(client, organization)).ramping !== undefined)
    await ramp(client, deployment, 0);
}

/** Sends a percentage of the workflows to this build; 0 ends the ramp. */
export async function ramp(
  client: Client,
  { organization, buildId }: Deployment,
  percent: number,
): Promise<void> {
  await client.workflowService.setWorkerDeploymentRampingVersion({
    namespace: client.options.namespace,
    deploymentName: deploymentNameFor(organization),
    buildId: percent === 0 ? '' : buildId,
    percentage: percent,
    identity: client.options.identity,
  });
}
