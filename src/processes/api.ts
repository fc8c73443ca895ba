import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../../package.json' with { type: 'json' };
import type { Config } from '../config/config.ts';
import { defined } from '../contract/lib/optional.ts';
import { isPortInUse, portInUse } from '../contract/lib/start-error.ts';
import { createAuthenticate } from '../auth/authenticate.ts';
import { createServer } from '../api/server.ts';
import { closeGracefully } from '../api/graceful-close.ts';
import { createOnboardings } from '../onboardings/create.ts';
import { createApiMetrics } from '../telemetry/api-metrics.ts';
import type { Logger } from '../telemetry/logger.ts';
import { connectOrganization } from '../temporal/connect.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { Service } from './lifecycle.ts';
import { requireSecrets } from '../config/required-secrets.ts';
import { createOwnAccessCheck } from './check-own-access.ts';
import { watchApiKeys } from './watch-api-keys.ts';

/** Starts the API. It also starts while Temporal is unreachable, and then reports that on `/ready`. */
export async function startApi(
  config: Config,
  logger: Logger,
  {
    tracing,
    temporalUi,
  }: { readonly tracing?: Tracing | undefined; readonly temporalUi?: string | undefined } = {},
): Promise<{ service: Service; url: string }> {
  const { idKey, encryptionKeys } = requireSecrets(config.secrets, 'api');
  const { organization } = config.onboarding;
  const client = connectOrganization(config.temporal, encryptionKeys, organization, tracing);
  const keys = watchApiKeys(config, logger);
  const hasReceivers = config.secrets.receivers.length > 0;
  const onboardings = createOnboardings(client, { ...config.onboarding, events: hasReceivers, idKey });
  const metrics = createApiMetrics(() => onboardings.countOpen());
  metrics.ofProcess();
  let isDraining = false;
  const api = createServer({
    onboardings,
    metrics,
    authenticate: createAuthenticate(keys.current, config.api.jwt),
    requestsPerSecond: config.api.requestsPerSecond,
    logger,
    isDraining: () => isDraining,
    checkOwnAccess: createOwnAccessCheck(config.vultr),
    version: packageJson.version,
    ...defined({
      uiUrlFor:
        temporalUi === undefined
          ? undefined
          : (workflowId: string) =>
              `${temporalUi}/namespaces/${config.temporal.namespace}/workflows/${workflowId}`,
    }),
  });
  const { host, port } = config.api;
  try {
    const url = await api.listen({ host, port });
    const stop = async () => {
      isDraining = true;
      await sleep(config.api.drainMs);
      keys.stop();
      await closeGracefully(api);
      await client.close();
    };
    return { service: { name: 'API', stop }, url };
  } catch (error) {
    keys.stop();
    await client.close();
    throw isPortInUse(error) ? portInUse('The API', host, port, 'PORT') : error;
  }
}
