import { hostname } from 'node:os';
import { NativeConnection, type Worker } from '@temporalio/worker';
import {
  createVultrActivities,
  createVultrInterceptors,
  createWatchActivities,
} from '../activities/index.ts';
import { createScimActivities } from '../activities/scim/scim-activities.ts';
import { wakeWatch } from '../activities/watch/wake.ts';
import type { Config } from '../config/config.ts';
import { watchTimings } from '../config/fixed-timings.ts';
import { personIdFor } from '../contract/temporal/workflow-ids.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { defined } from '../contract/lib/optional.ts';
import { StartError } from '../contract/lib/start-error.ts';
import type { InvitationWatchInput } from '../contract/temporal/invitation-watch.ts';
import { memoWarnBytes } from '../contract/temporal/memo-size.ts';
import { createBringAbout } from '../people/bring-about.ts';
import { remindUsers } from '../people/remind-users.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type ConnectedOrganizationClient, connectOrganization } from '../temporal/connect.ts';
import { bundleIn } from '../workers/bundle-workflows.ts';
import { createWorkers, runWorkers } from '../workers/create-workers.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { installRuntime } from './install-runtime.ts';
import type { Service } from './lifecycle.ts';
import { requireSecrets } from '../config/required-secrets.ts';
import { shareBudget } from './share-budget.ts';
import { createVultrAccess } from './vultr-client.ts';
import { createFlows } from './flows.ts';
import { watchRoles } from './watch-roles.ts';
import { type Health, serveHealth } from './worker-health.ts';

/** Longer than most attempts take, so that a shutdown does not abort a write whose response is on its way. */
const shutdownGraceMs = 20_000;
/** The share of the rate budget that sweeps may use. */
const watchShare = 1 / 6;

/**
 * Starts the workers of one process. Throws `StartError` if it cannot serve its metrics or its health, or if Temporal is
 * unreachable, and `ConfigError` if a secret is missing.
 */
export async function startWorkers(config: Config, logger: Logger, tracing?: Tracing): Promise<Service> {
  const { healthAddress } = config.worker;
  await installRuntime(config.worker, logger);
  let started: StartedWorkers | undefined;
  // First, because an address that cannot be used must not end workers that have taken work.
  const server =
    healthAddress === undefined
      ? undefined
      : await serveHealth(healthAddress, {
          notReadyReason: async () =>
            started === undefined ? 'the workers are starting' : started.health.notReadyReason(),
          gateClosedBy: () => started?.health.gateClosedBy(),
        });
  try {
    const { ended, stop } = (started = await runAllWorkers(config, logger, tracing));
    return {
      name: 'worker',
      ended,
      async stop() {
        await stop();
        server?.stop();
      },
    };
  } catch (error) {
    server?.stop();
    throw error;
  }
}

type StartedWorkers = {
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
  readonly health: Health;
};

async function runAllWorkers(
  config: Config,
  logger: Logger,
  tracing: Tracing | undefined,
): Promise<StartedWorkers> {
  const secrets = requireSecrets(config.secrets, 'worker');
  const { workflowBundle, buildId } = config.worker;
  const connection = await connect(config);
  const { organization } = config.onboarding;
  const client = connectOrganization(config.temporal, secrets.encryptionKeys, organization, tracing);
  const { requestsPerSecond } = config.vultr;
  const { taskQueues } = client;
  const identity = `${process.pid}@${hostname()}`;
  const { vultr, budget, gate } = createVultrAccess(config.vultr, secrets.vultrApiKey, logger);
  const stopSharing = await shareBudget(budget, {
    client,
    identity,
    requestsPerSecond,
    logger,
  });
  const watch: InvitationWatchInput = {
    organization,
    taskQueues,
    sweepEveryMs: config.onboarding.sweepEveryMs,
    requestsPerSecond: requestsPerSecond * watchShare,
    ...watchTimings,
  };
  const roles = watchRoles(config.onboarding, logger, {
    onChange: () =>
      void remindUsers(client).catch((error: unknown) =>
        logger.warn({ err: error }, 'could not tell the SCIM users that the roles have changed'),
      ),
  });
  const stopping = new AbortController();
  const onboardingIdOf = (email: string) => personIdFor(secrets.idKey, organization, email);
  const workers = await createWorkers({
    connection,
    namespace: config.temporal.namespace,
    identity,
    taskQueues,
    encryptionKeys: secrets.encryptionKeys,
    brake: { ...config.onboarding.brake, timings: config.onboarding.timings },
    scimActivities: createScimActivities({
      roles: roles.current,
      settle: config.onboarding.scimSettle,
      bringAbout: createBringAbout({
        client,
        idKey: secrets.idKey,
        ...createFlows(config, client, roles.current),
      }),
    }),
    webhooks: { receivers: config.secrets.receivers, allowed: config.webhooks.allowed },
    vultrActivities: {
      ...createVultrActivities(vultr, budget.isRateConstrained),
      ...createWatchActivities({ vultr, onboardingIdOf, stopping: stopping.signal }),
    },
    vultrInterceptors: createVultrInterceptors({ watch }),
    vultrGate: gate.whenOpen,
    shutdownGraceMs,
    cachedWorkflows: config.worker.cachedWorkflows,
    ...defined({
      deployment: buildId === undefined ? undefined : { organization, buildId },
      workflowBundle:
        workflowBundle === undefined
          ? undefined
          : bundleIn(workflowBundle, { traces: tracing !== undefined }),
      tracing,
    }),
  });
  const running = runWorkers(workers);
  await wakeWatch(client, watch).catch((error: unknown) =>
    logger.warn({ err: error }, 'could not wake the invitation watch; the next invitation will'),
  );
  return {
    health: {
      notReadyReason: () => notReadyReason(workers, client),
      gateClosedBy: () => gate.closed()?.by,
    },
    ended: running,
    async stop() {
      gate.stop();
      stopSharing();
      roles.stop();
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      // Only now, so that this worker does not take the next round of the watch.
      stopping.abort();
      await running;
      await client.close();
      await connection.close();
    },
  };
}

const pingMs = 2_000;

async function notReadyReason(
  workers: readonly Worker[],
  client: ConnectedOrganizationClient,
): Promise<string | undefined> {
  const stopped = workers.find((worker) => worker.getState() !== 'RUNNING');
  if (stopped !== undefined) return `a worker is ${stopped.getState().toLowerCase()}`;
  try {
    await client.withDeadline(pingMs, () => client.serverVersion());
    return undefined;
  } catch {
    return 'Temporal does not respond';
  }
}

async function connect({ temporal }: Config): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({
      ...temporal.connectionOptions,
      payloadLimits: { memoWarnSize: memoWarnBytes },
    });
  } catch (error) {
    const address = temporal.connectionOptions.address ?? 'localhost:7233';
    throw new StartError(
      `Could not connect to Temporal at ${address}: ${errorMessage(error)}. Start it, or set TEMPORAL_ADDRESS, and TEMPORAL_API_KEY or TEMPORAL_TLS_* if it requires them.`,
      { cause: error },
    );
  }
}
