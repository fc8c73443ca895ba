import packageJson from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import { ConfigError } from '../contract/config-error.ts';
import { isPortInUse, portInUse } from '../contract/start-error.ts';
import { buildApi } from '../api/build-api.ts';
import { createRuns } from '../runs/create-runs.ts';
import { createApiMetrics } from '../telemetry/api-metrics.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createClient } from '../temporal/connect.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { Part } from './lifecycle.ts';
import { createOwnAccessCheck } from './own-access.ts';

/** The API on its port. It starts while Temporal is away, and says so on `/ready`. */
export async function startApi(
  config: Config,
  logger: Logger,
  {
    tracing,
    temporalUi,
  }: { readonly tracing?: Tracing | undefined; readonly temporalUi?: string | undefined } = {},
): Promise<{ part: Part; url: string }> {
  const { apiKeys, idKey } = config.secrets;
  const mistakes = [
    ...(apiKeys.length === 0
      ? ['ONBOARDING_API_KEYS: must be set: who may call the API, as name:secret']
      : []),
    ...(idKey === undefined
      ? ['ONBOARDING_ID_KEY: must be set: at least 32 random characters, the same for ever']
      : []),
  ];
  if (idKey === undefined || mistakes.length > 0) throw new ConfigError(mistakes);
  const client = createClient(config.temporal, tracing);
  const runs = createRuns(client, { ...config.onboarding, idKey });
  const metrics = createApiMetrics(() => runs.countOpen());
  metrics.ofProcess();
  const api = buildApi({
    runs,
    metrics,
    apiKeys,
    logger,
    checkOwnAccess: createOwnAccessCheck(config.vultr),
    version: packageJson.version,
    ...(temporalUi === undefined
      ? {}
      : { uiUrlFor: (runId) => `${temporalUi}/namespaces/${config.temporal.namespace}/workflows/${runId}` }),
  });
  const { host, port } = config.api;
  try {
    const url = await api.listen({ host, port });
    const stop = async () => {
      await api.close();
      await client.connection.close();
    };
    return { part: { name: 'API', stop }, url };
  } catch (error) {
    await client.connection.close();
    throw isPortInUse(error) ? portInUse('The API', host, port, 'PORT') : error;
  }
}
