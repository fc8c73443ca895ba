import { type Client, isGrpcServiceError } from '@temporalio/client';
import { loadConfig } from '../config/config.ts';
import { grpcStatus } from '../contract/lib/grpc-status.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { createClient } from '../temporal/connect.ts';
import { activeBuildIds } from '../temporal/pollers.ts';
import {
  type Deployment,
  deploymentNameFor,
  describeDeployment,
  makeCurrent,
  ramp,
} from '../temporal/deployment.ts';
import { main } from '../processes/lifecycle.ts';
import { requireSecrets, requiredSecrets } from '../config/required-secrets.ts';

const usage = `npm run deployment -- status
npm run deployment -- current <build id>          all work goes to this build
npm run deployment -- ramp <build id> <percent>   some of it does; 0 ends that`;

const unknownCodes: ReadonlySet<number> = new Set([grpcStatus.notFound, grpcStatus.failedPrecondition]);

const answerMs = 15_000;

/** Which build of the workers gets the work: https://docs.temporal.io/worker-versioning */
await main(async () => {
  const config = loadConfig(undefined, requiredSecrets.deployment);
  const { organization } = config.onboarding;
  const client = createClient(config.temporal, requireSecrets(config.secrets, 'deployment').encryptionKeys);
  const [command, buildId, percent] = process.argv.slice(2);
  try {
    await client.connection.withDeadline(Date.now() + answerMs, async () => {
      const wanted = command === 'current' || (command === 'ramp' && percent !== '0') ? buildId : undefined;
      if (wanted !== undefined) await requireWorkers(client, { organization, buildId: wanted });
      if (command === 'current' && buildId !== undefined)
        await makeCurrent(client, { organization, buildId });
      else if (command === 'ramp' && buildId !== undefined && isPercent(percent))
        await ramp(client, { organization, buildId }, Number(percent));
      else if (command !== 'status') throw new StartError(usage);
      const { current, ramping, known } = await describeDeployment(client, organization);
      process.stdout.write(
        [
          `Deployment ${deploymentNameFor(organization)}`,
          `  current  ${current ?? 'workers without a build id'}`,
          ...(ramping === undefined ? [] : [`  ramping  ${ramping.buildId}, ${ramping.percent} %`]),
          `  known    ${known.join(', ') || 'none'}`,
          '',
        ].join('\n'),
      );
    });
  } catch (error) {
    if (error instanceof StartError || !isGrpcServiceError(error)) throw error;
    throw new StartError(`Temporal refuses: ${error.details}.${hintFor(error.code)}`, { cause: error });
  } finally {
    await client.connection.close();
  }
});

/** Work that is given to a build without workers stands still, and nobody is told. */
async function requireWorkers(client: Client, { organization, buildId }: Deployment): Promise<void> {
  const builds = await activeBuildIds(client, taskQueuesFor(organization).onboarding);
  if (builds.has(buildId)) return;
  const others = [...builds].filter((build) => build !== '').toSorted();
  throw new StartError(
    `No worker of the build ${buildId} asks for work${others.length > 0 ? `, only of ${others.join(', ')}` : ''}. ` +
      `Start one first, with ONBOARDING_BUILD_ID=${buildId}.`,
  );
}

function hintFor(code: number): string {
  return unknownCodes.has(code)
    ? ' A worker with this ONBOARDING_BUILD_ID must have been started before.'
    : '';
}

function isPercent(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= 100;
}
