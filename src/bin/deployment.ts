import { isGrpcServiceError } from '@temporalio/client';
import { loadConfig } from '../config.ts';
import { StartError } from '../contract/start-error.ts';
import { createClient } from '../temporal/connect.ts';
import { deploymentNameFor, describeDeployment, makeCurrent, ramp } from '../temporal/deployment.ts';
import { main } from './lifecycle.ts';
import { needed } from './needed.ts';

const usage = `npm run deployment -- status
npm run deployment -- current <build id>          all work goes to this build
npm run deployment -- ramp <build id> <percent>   some of it does; 0 ends that`;

const answerMs = 15_000;

/** Which build of the workers gets the work: https://docs.temporal.io/worker-versioning */
await main(async () => {
  const config = loadConfig();
  const { organization } = config.onboarding;
  const client = createClient(config.temporal, needed(config.secrets, 'encryptionKeys').encryptionKeys);
  const [command, buildId, percent] = process.argv.slice(2);
  try {
    await client.connection.withDeadline(Date.now() + answerMs, async () => {
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
    throw new StartError(
      `Temporal refuses: ${error.details}. A worker with this ONBOARDING_BUILD_ID must have been started before.`,
      { cause: error },
    );
  } finally {
    await client.connection.close();
  }
});

function isPercent(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= 100;
}
