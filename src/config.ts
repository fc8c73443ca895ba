import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { ConfigError } from './contract/config-error.ts';
import type { Timings } from './contract/timings.ts';
import { type SettingName, settings, type SettingValues } from './settings.ts';

/** The service's configuration, typed. Durations are milliseconds; what must not be shown stands under `secrets`. */
export type Config = {
  readonly api: { readonly host: string; readonly port: number };
  /** Temporal's own `TEMPORAL_*`, read by its own library. `configured` where an address was given. */
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
    readonly sweepEveryMs: number;
    readonly sweepIdleMs: number;
  };
  readonly worker: { readonly workflowBundle?: string; readonly metricsAddress?: string };
  /** For what `npm start` brings along. */
  readonly local: {
    readonly temporalPort: number;
    readonly temporalUiPort: number;
    readonly simulatorPort: number;
    readonly dataDir: string;
    readonly cacheDir: string;
  };
  /** The rest of OpenTelemetry's variables its own SDK reads. */
  readonly tracing: { readonly on: boolean };
  readonly logLevel: string;
  readonly secrets: {
    readonly vultrApiKey?: string;
    readonly apiKeys: readonly ApiKey[];
    readonly idKey?: string;
  };
};

export type ApiKey = { readonly name: string; readonly secret: string };

/**
 * Reads the environment once, whole. Throws one `ConfigError` that lists every mistake with the variable's name, what
 * is wrong and what is expected; it never shows the value of a secret.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const values = readSettings(environment);
  return {
    api: { host: values.HOST, port: values.PORT },
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
        invitationLifetimeMs: values.ONBOARDING_INVITATION_LIFETIME,
        checkEveryMs: values.ONBOARDING_CHECK_EVERY,
        settleMs: values.ONBOARDING_SETTLE,
        readPatienceMs: values.ONBOARDING_READ_PATIENCE,
        stepPatienceMs: values.ONBOARDING_STEP_PATIENCE,
        attemptTimeoutMs: values.ONBOARDING_ATTEMPT_TIMEOUT,
        retryFirstMs: values.ONBOARDING_RETRY_FIRST,
        retryMaxMs: values.ONBOARDING_RETRY_MAX,
        groupAnswerMs: values.ONBOARDING_GROUP_ANSWER,
        groupIdleMs: values.ONBOARDING_GROUP_IDLE,
      },
      sweepEveryMs: values.ONBOARDING_SWEEP_EVERY,
      sweepIdleMs: values.ONBOARDING_SWEEP_IDLE,
    },
    worker: {
      ...(values.ONBOARDING_WORKFLOW_BUNDLE === undefined
        ? {}
        : { workflowBundle: values.ONBOARDING_WORKFLOW_BUNDLE }),
      ...(values.ONBOARDING_WORKER_METRICS === undefined
        ? {}
        : { metricsAddress: values.ONBOARDING_WORKER_METRICS }),
    },
    local: {
      temporalPort: values.DEV_TEMPORAL_PORT,
      temporalUiPort: values.DEV_TEMPORAL_UI_PORT,
      simulatorPort: values.SIMULATOR_PORT,
      dataDir: values.ONBOARDING_DATA_DIR,
      cacheDir: values.ONBOARDING_CACHE_DIR ?? defaultCacheDir(environment),
    },
    tracing: { on: tracingIsOn(values) },
    logLevel: values.LOG_LEVEL,
    secrets: {
      apiKeys: values.ONBOARDING_API_KEYS ?? [],
      ...(values.VULTR_API_KEY === undefined ? {} : { vultrApiKey: values.VULTR_API_KEY }),
      ...(values.ONBOARDING_ID_KEY === undefined ? {} : { idKey: values.ONBOARDING_ID_KEY }),
    },
  };
}

function readSettings(environment: NodeJS.ProcessEnv): SettingValues {
  const mistakes: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const [name, setting] of Object.entries(settings) as [SettingName, (typeof settings)[SettingName]][]) {
    // An empty variable is what a shell leaves of an unset one.
    const text = environment[name]?.trim() || setting.default;
    if (text === undefined) continue;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else mistakes.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return values as SettingValues;
}

function tracingIsOn(values: SettingValues): boolean {
  if (values.OTEL_SDK_DISABLED === 'true') return false;
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = values;
  if (exporter !== undefined) return exporter === 'otlp';
  return (endpoint ?? values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined;
}

function readTemporal(environment: NodeJS.ProcessEnv): Config['temporal'] {
  try {
    const loaded = loadClientConnectConfig({ overrideEnvVars: definedOnly(environment) });
    const configured = loaded.connectionOptions.address !== undefined;
    return { ...loaded, configured, namespace: loaded.namespace ?? 'default' };
  } catch (error) {
    throw new ConfigError([`TEMPORAL_*: ${error instanceof Error ? error.message : String(error)}`], {
      cause: error,
    });
  }
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Where built or downloaded programs are kept between runs and checkouts. */
function defaultCacheDir(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'vultr-onboarding');
}
