import type { Client } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';

/** All workers of an organization are versions of one deployment: https://docs.temporal.io/worker-versioning */
export function deploymentNameFor(organization: string): string {
  return `onboarding-${organization}`;
}

export type Deployment = { readonly organization: string; readonly buildId: string };

/**
 * A run is weeks old when a new version comes, so it moves on to the current version at its next task, where patches and
 * the histories of test/replay keep it deterministic. Pinned, each old version would have to be kept for weeks.
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
  /** The build whose workers get new work; undefined where that are the workers without a version. */
  readonly current: string | undefined;
  readonly ramping: { readonly buildId: string; readonly percent: number } | undefined;
  readonly known: readonly string[];
};

/** Throws gRPC's NOT_FOUND where no worker with a version has come yet. */
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

/** All new tasks go to this build from now on, those of open runs too: a ramp to another one ends. */
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

/** So many percent of the runs go to this build; 0 ends the ramp. */
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
