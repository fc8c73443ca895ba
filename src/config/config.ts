import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { ConfigError } from '../contract/lib/config-error.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import type { HostAndPort } from '../contract/lib/host-and-port.ts';
import { defined } from '../contract/lib/optional.ts';
import type { Network } from '../contract/config/network.ts';
import type { ScimSettle } from '../contract/scim/target.ts';
import type { BrakeLimit } from '../contract/temporal/brake.ts';
import type { Timings } from '../contract/temporal/timings.ts';
import { fixedTimings } from './fixed-timings.ts';
import type { ConsoleRoles } from './parse-console-roles.ts';
import { fileVariable, readSettings } from './read-settings.ts';
import type { RolesFile } from './roles-file.ts';
import type { RequiredSecret, Secrets } from './required-secrets.ts';
import type { SettingValues } from './settings.ts';
import { withSimulatorDefaults } from './simulator-defaults.ts';

/** The service's configuration. Durations are in milliseconds. Everything that must not be shown is under `secrets`. */
export type Config = {
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly requestsPerSecond: number;
    /** How long it keeps serving while it reports that it is not ready, before it stops. */
    readonly drainMs: number;
    /** The file that the API keys come from, if they do. Changes take effect while the API runs. */
    readonly apiKeysFile?: string;
    readonly jwt?: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
  };
  readonly console: {
    /** Whether the API serves the console; `undefined` leaves it to the program. */
    readonly enabled?: boolean;
    /** The origin under which browsers reach the console. */
    readonly publicUrl?: string;
    /** The identity provider where people sign in to the console. Its client secret is under `secrets`. */
    readonly oidc?: {
      readonly issuer: string;
      readonly clientId: string;
      readonly scope: string;
      readonly claim: string;
      readonly roles: ConsoleRoles;
    };
  };
  readonly scim: {
    /** The origin under which identity providers reach the API. Without it there is no SCIM. */
    readonly publicUrl?: string;
  };
  readonly codec: { readonly port: number; readonly origins: readonly string[] };
  /** From Temporal's own `TEMPORAL_*`, read by its own library. `configured` is true if an address is set. */
  readonly temporal: ClientConnectConfig & { readonly configured: boolean; readonly namespace: string };
  readonly vultr: {
    readonly baseUrl: string;
    readonly timeoutMs: number;
    readonly requestsPerSecond: number;
  };
  readonly onboarding: {
    readonly organization: string;
    readonly maxInvitations: number;
    readonly timings: Timings;
    readonly brake: BrakeLimit;
    /** About people who leave. */
    readonly leaver: {
      /** How long they stay suspended before they are removed. */
      readonly graceMs: number;
      readonly protectedAddresses: readonly string[];
      /** A policy whose name contains one of these texts makes its holders administrators. */
      readonly adminPolicies: readonly string[];
    };
    /** How long what an identity provider wants has to stay unchanged. */
    readonly scimSettle: ScimSettle;
    readonly sweepEveryMs: number;
    /** Whether external IDs are written to a search attribute in plain text. */
    readonly plainRef: boolean;
    /** The roles file as it was at the start. */
    readonly rolesFile?: RolesFile;
  };
  /** Networks to which events may be sent in addition to public ones. */
  readonly webhooks: { readonly allowed: readonly Network[] };
  readonly worker: {
    readonly cachedWorkflows: number;
    readonly workflowBundle?: string;
    readonly metricsAddress?: HostAndPort;
    readonly healthAddress?: HostAndPort;
    readonly buildId?: string;
  };
  /** For the services that `npm start` starts on this machine. */
  readonly local: {
    readonly temporalPort: number;
    readonly temporalUiPort: number;
    readonly simulatorPort: number;
    readonly dataDir: string;
    readonly cacheDir: string;
  };
  /** OpenTelemetry's SDK reads its other variables itself. */
  readonly tracing: { readonly enabled: boolean };
  readonly logLevel: string;
  readonly secrets: Secrets;
};

/**
 * Reads the whole environment. Throws one `ConfigError` that lists every mistake, missing secrets included, with the
 * variable's name and what is expected. It never contains the value of a secret.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv = process.env,
  required: readonly RequiredSecret[] = [],
): Config {
  const values = readSettings(environment, required);
  return {
    api: {
      host: values.HOST,
      port: values.PORT,
      requestsPerSecond: values.ONBOARDING_API_RATE,
      drainMs: values.ONBOARDING_DRAIN,
      ...defined({
        apiKeysFile: environment[fileVariable('ONBOARDING_API_KEYS')]?.trim() || undefined,
        jwt: jwtOf(values),
      }),
    },
    console: defined({
      enabled: values.ONBOARDING_CONSOLE === undefined ? undefined : values.ONBOARDING_CONSOLE === 'on',
      publicUrl: values.ONBOARDING_CONSOLE_URL,
      oidc: oidcOf(values),
    }),
    scim: defined({ publicUrl: values.ONBOARDING_SCIM_URL }),
    codec: { port: values.ONBOARDING_CODEC_PORT, origins: values.ONBOARDING_CODEC_ORIGINS },
    temporal: readTemporal(environment),
    vultr: {
      baseUrl: values.VULTR_API_URL,
      timeoutMs: values.VULTR_TIMEOUT,
      requestsPerSecond: values.VULTR_REQUESTS_PER_SECOND,
    },
    onboarding: {
      organization: values.ONBOARDING_ORGANIZATION,
      maxInvitations: values.ONBOARDING_MAX_INVITATIONS,
      timings: {
        ...fixedTimings,
        checkEveryMs: values.ONBOARDING_CHECK_EVERY,
        settleMs: values.ONBOARDING_SETTLE,
        stepTimeoutMs: values.ONBOARDING_STEP_PATIENCE,
        attemptTimeoutMs: values.ONBOARDING_ATTEMPT_TIMEOUT,
        groupIdleMs: values.ONBOARDING_GROUP_IDLE,
      },
      brake: {
        settleMs: values.ONBOARDING_BRAKE_SETTLE,
        limit: values.ONBOARDING_BRAKE_LIMIT,
      },
      leaver: {
        graceMs: values.ONBOARDING_LEAVER_GRACE,
        protectedAddresses: values.ONBOARDING_PROTECTED ?? [],
        adminPolicies: values.ONBOARDING_ADMIN_POLICIES,
      },
      scimSettle: {
        giveMs: values.ONBOARDING_SCIM_SETTLE_GIVE,
        takeMs: values.ONBOARDING_SCIM_SETTLE,
      },
      sweepEveryMs: values.ONBOARDING_SWEEP_EVERY,
      plainRef: values.ONBOARDING_PLAIN_REF === 'on',
      ...defined({ rolesFile: values.ONBOARDING_ROLES_FILE }),
    },
    webhooks: { allowed: values.ONBOARDING_WEBHOOKS_ALLOW ?? [] },
    worker: defined({
      cachedWorkflows: values.ONBOARDING_CACHED_WORKFLOWS,
      workflowBundle: values.ONBOARDING_WORKFLOW_BUNDLE,
      metricsAddress: values.ONBOARDING_WORKER_METRICS,
      healthAddress: values.ONBOARDING_WORKER_HEALTH,
      buildId: values.ONBOARDING_BUILD_ID,
    }),
    local: {
      temporalPort: values.DEV_TEMPORAL_PORT,
      temporalUiPort: values.DEV_TEMPORAL_UI_PORT,
      simulatorPort: values.SIMULATOR_PORT,
      dataDir: values.ONBOARDING_DATA_DIR,
      cacheDir: values.ONBOARDING_CACHE_DIR ?? defaultCacheDir(environment),
    },
    tracing: { enabled: isTracingEnabled(values) },
    logLevel: values.LOG_LEVEL,
    secrets: {
      apiKeys: values.ONBOARDING_API_KEYS ?? [],
      receivers: values.ONBOARDING_WEBHOOKS ?? [],
      ...defined({
        vultrApiKey: values.VULTR_API_KEY,
        idKey: values.ONBOARDING_ID_KEY,
        encryptionKeys: values.ONBOARDING_ENCRYPTION_KEYS,
        oidcClientSecret: values.ONBOARDING_OIDC_CLIENT_SECRET,
      }),
    },
  };
}

/** Reads the whole environment for `npm start`, which has values of its own if it starts the simulator. */
export function loadStartConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  return loadConfig(withSimulatorDefaults(environment));
}

function jwtOf(values: SettingValues): Config['api']['jwt'] {
  const { ONBOARDING_JWT_ISSUER: issuer, ONBOARDING_JWT_AUDIENCE: audience } = values;
  const { ONBOARDING_JWT_JWKS_URL: jwksUrl } = values;
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) return undefined;
  return { issuer, audience, jwksUrl };
}

function oidcOf(values: SettingValues): Config['console']['oidc'] {
  const { ONBOARDING_OIDC_ISSUER: issuer, ONBOARDING_OIDC_CLIENT_ID: clientId } = values;
  const { ONBOARDING_CONSOLE_ROLES: roles } = values;
  if (issuer === undefined || clientId === undefined || roles === undefined) return undefined;
  const { ONBOARDING_OIDC_SCOPE: scope, ONBOARDING_OIDC_CLAIM: claim } = values;
  return { issuer, clientId, scope, claim, roles };
}

function isTracingEnabled(values: SettingValues): boolean {
  if (values.OTEL_SDK_DISABLED === 'true') return false;
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = values;
  if (exporter !== undefined) return exporter === 'otlp';
  return (endpoint ?? values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined;
}

function readTemporal(environment: NodeJS.ProcessEnv): Config['temporal'] {
  try {
    const loaded = loadClientConnectConfig({
      overrideEnvVars: defined(environment) as Record<string, string>,
    });
    const configured = loaded.connectionOptions.address !== undefined;
    return { ...loaded, configured, namespace: loaded.namespace ?? 'default' };
  } catch (error) {
    throw new ConfigError([`TEMPORAL_*: ${errorMessage(error)}`], { cause: error });
  }
}

/** The directory of built or downloaded programs, which all checkouts share. */
function defaultCacheDir(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'vultr-onboarding');
}
