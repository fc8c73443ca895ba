import { isGrpcServiceError } from '@temporalio/client';
import { loadConfig } from '../../config/config.ts';
import { requiredSecrets, requireSecrets } from '../../config/required-secrets.ts';
import { grpcStatus } from '../../contract/lib/grpc-status.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { connectOrganization } from '../../temporal/connect.ts';
import { deploymentNameFor, type DeploymentStatus } from '../../temporal/deployment.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';

export type DeploymentCommand =
  | { readonly name: 'status' }
  | { readonly name: 'current'; readonly buildId: string }
  | { readonly name: 'ramp'; readonly buildId: string; readonly percent: number };

/** The gRPC codes for a build that Temporal does not know: https://grpc.io/docs/guides/status-codes/ */
const unknownBuildCodes: ReadonlySet<number> = new Set([grpcStatus.notFound, grpcStatus.failedPrecondition]);

const timeoutMs = 15_000;

/** Runs the command and prints the resulting status. Throws `StartError` if Temporal rejects it. */
export async function runDeploymentCommand(command: DeploymentCommand): Promise<void> {
  const config = loadConfig(undefined, requiredSecrets.deployment);
  const { organization } = config.onboarding;
  const { encryptionKeys } = requireSecrets(config.secrets, 'deployment');
  const client = connectOrganization(config.temporal, encryptionKeys, organization);
  try {
    await client.withDeadline(timeoutMs, async () => {
      await apply(client, command);
      const status = await client.describeDeployment();
      process.stdout.write(formatStatus(deploymentNameFor(organization), status));
    });
  } catch (error) {
    if (error instanceof StartError || !isGrpcServiceError(error)) throw error;
    const hint = unknownBuildCodes.has(error.code)
      ? ' First start a worker with this ONBOARDING_BUILD_ID.'
      : '';
    throw new StartError(`Temporal rejected the request: ${error.details}.${hint}`, { cause: error });
  } finally {
    await client.close();
  }
}

async function apply(client: OrganizationClient, command: DeploymentCommand): Promise<void> {
  if (command.name === 'status') return;
  const { buildId } = command;
  const percent = command.name === 'current' ? 100 : command.percent;
  if (percent > 0) await requireWorkers(client, buildId);
  if (command.name === 'current') await client.makeCurrent(buildId);
  else await client.ramp(buildId, percent);
}

/** Work that is sent to a build without workers would stop without notice. */
async function requireWorkers(client: OrganizationClient, buildId: string): Promise<void> {
  const builds = await client.activeBuildIds();
  if (builds.has(buildId)) return;
  const others = [...builds].filter((build) => build !== '').toSorted();
  const polling = others.length === 0 ? '' : ` Build IDs that are polling: ${others.join(', ')}.`;
  throw new StartError(
    `No worker with build ID ${buildId} is polling.${polling} First start a worker with ONBOARDING_BUILD_ID=${buildId}.`,
  );
}

function formatStatus(name: string, { current, ramping, known }: DeploymentStatus): string {
  return [
    `Deployment ${name}`,
    `  current  ${current ?? 'workers without a build ID'}`,
    ...(ramping === undefined ? [] : [`  ramping  ${ramping.buildId}, ${ramping.percent} %`]),
    `  known    ${known.join(', ') || 'none'}`,
    '',
  ].join('\n');
}
