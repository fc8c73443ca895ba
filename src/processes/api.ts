import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../../package.json' with { type: 'json' };
import type { Config } from '../config/config.ts';
import { defined } from '../contract/lib/optional.ts';
import { createAuthenticate } from '../auth/authenticate.ts';
import { createServer } from '../api/server.ts';
import { consolePath } from '../console/paths.ts';
import type { LocalLink } from '../console/sign-in/local-link.ts';
import { closeGracefully } from '../api/graceful-close.ts';
import { createPeople } from '../people/create.ts';
import { readScimReport, type ScimReport } from '../people/scim-report.ts';
import { createApiMetrics } from '../telemetry/api-metrics.ts';
import type { Logger } from '../telemetry/logger.ts';
import { connectOrganization } from '../temporal/connect.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { Service } from './lifecycle.ts';
import { requireSecrets } from '../config/required-secrets.ts';
import { createOwnAccessCheck } from './check-own-access.ts';
import { consoleSignIn } from './console-sign-in.ts';
import { createFlows } from './flows.ts';
import { listenError } from './listen-error.ts';
import { watchApiKeys } from './watch-api-keys.ts';
import { watchRoles } from './watch-roles.ts';

type ApiOptions = {
  readonly tracing?: Tracing | undefined;
  readonly temporalUi?: string | undefined;
  /** Whether to serve the console if `ONBOARDING_CONSOLE` is not set. */
  readonly consoleByDefault?: boolean;
  /** A link that signs in to the console. */
  readonly localLink?: LocalLink | undefined;
};

/** Starts the API. It also starts while Temporal is unreachable, and then reports that on `/ready`. */
export async function startApi(
  config: Config,
  logger: Logger,
  { tracing, temporalUi, consoleByDefault = false, localLink }: ApiOptions = {},
): Promise<{ service: Service; url: string; consoleUrl: string | undefined }> {
  const { idKey, encryptionKeys } = requireSecrets(config.secrets, 'api');
  const { organization } = config.onboarding;
  const client = connectOrganization(config.temporal, encryptionKeys, organization, tracing);
  const keys = watchApiKeys(config, logger);
  const roles = watchRoles(config.onboarding, logger);
  const stopWatching = () => {
    keys.stop();
    roles.stop();
  };
  const { onboardings, offboardings } = createFlows(config, client, roles.current);
  const people = createPeople(client, { idKey });
  const metrics = createApiMetrics({
    countOpen: () => onboardings.countOpen(),
    countHeld: async () => (await onboardings.getBrake()).held,
    countScim: async () => countsOf(await readScimReport(people, roles.current(), Date.now())),
  });
  metrics.ofProcess();
  const temporalUiUrl =
    temporalUi === undefined ? undefined : `${temporalUi}/namespaces/${config.temporal.namespace}`;
  const { publicUrl } = config.scim;
  const hasConsole = config.console.enabled ?? consoleByDefault;
  let isDraining = false;
  const api = createServer({
    onboardings,
    offboardings,
    metrics,
    authenticate: createAuthenticate(keys.current, config.api.jwt),
    requestsPerSecond: config.api.requestsPerSecond,
    logger,
    isDraining: () => isDraining,
    checkOwnAccess: createOwnAccessCheck(config.vultr),
    version: packageJson.version,
    ...defined({
      uiUrlFor:
        temporalUiUrl === undefined
          ? undefined
          : (workflowId: string) => `${temporalUiUrl}/workflows/${workflowId}`,
      scim: publicUrl === undefined ? undefined : { people, publicUrl },
      console: hasConsole
        ? {
            organization,
            people,
            roles: roles.current,
            temporalUiUrl,
            localLink,
            ...consoleSignIn(config, encryptionKeys),
          }
        : undefined,
    }),
  });
  const { host, port } = config.api;
  try {
    const url = await api.listen({ host, port });
    const stop = async () => {
      isDraining = true;
      await sleep(config.api.drainMs);
      stopWatching();
      await closeGracefully(api);
      await client.close();
    };
    return {
      service: { name: 'API', stop },
      url,
      consoleUrl: hasConsole ? `${url}${localLink?.path ?? consolePath}` : undefined,
    };
  } catch (error) {
    stopWatching();
    await client.close();
    throw listenError(error, { service: 'The API', host, port, hostSetting: 'HOST', portSetting: 'PORT' });
  }
}

function countsOf({ usersByState, waitingLong, unmapped }: ScimReport) {
  return {
    byState: new Map([...usersByState].map(([state, users]) => [state, users.length])),
    waitingLong: waitingLong.length,
    unmapped: unmapped.length,
  };
}
