import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { ConfigError } from '../contract/lib/config-error.ts';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import type { Network } from '../contract/config/network.ts';
import type { Receiver } from '../contract/config/receivers.ts';
import type { Timings } from '../contract/temporal/timings.ts';
import type { ConfiguredApiKey } from './parse-api-keys.ts';
import { type SettingName, settings, type SettingValues } from './settings.ts';
import { missingSecret, type RequiredSecret, variableOf } from './missing-secret.ts';

/** The service's configuration, typed. Durations are milliseconds; what must not be shown stands under `secrets`. */
export type Config = {
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly requestsPerSecond: number;
    /** How long it goes on answering, not ready any more, before it stops. */
    readonly drainMs: number;
    /** Where the keys come from a file: its changes are taken while the API runs. */
    readonly apiKeysFile?: string;
    readonly jwt?: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
  };
  readonly codec: { readonly port: number; readonly origins: readonly string[] };
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
  /** Networks beside the public ones to which events may be sent. */
  readonly webhooks: { readonly allowed: readonly Network[] };
  readonly worker: {
    readonly workflowBundle?: string;
    readonly metricsAddress?: string;
    readonly healthAddress?: string;
    readonly buildId?: string;
  };
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
    readonly apiKeys: readonly ConfiguredApiKey[];
    readonly idKey?: string;
    readonly encryptionKeys?: EncryptionKeys;
    /** Who hears of events; empty where nobody does. */
    readonly receivers: readonly Receiver[];
  };
};

/**
 * Reads the environment once, whole. Throws one `ConfigError` that lists every mistake with the variable's name, what
 * is wrong and what is expected, those secrets included that the program needs; it never shows the value of a secret.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv = process.env,
  needs: readonly RequiredSecret[] = [],
): Config {
  const values = readSettings(environment, needs);
  return {
    api: {
      host: values.HOST,
      port: values.PORT,
      requestsPerSecond: values.ONBOARDING_API_RATE,
      drainMs: values.ONBOARDING_DRAIN,
      ...optional('apiKeysFile', environment[fileVariable('ONBOARDING_API_KEYS')]?.trim() || undefined),
      ...optional('jwt', jwtOf(values)),
    },
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
        invitationLifetimeMs: values.ONBOARDING_INVITATION_LIFETIME,
        checkEveryMs: values.ONBOARDING_CHECK_EVERY,
        settleMs: values.ONBOARDING_SETTLE,
        readTimeoutMs: values.ONBOARDING_READ_PATIENCE,
        stepTimeoutMs: values.ONBOARDING_STEP_PATIENCE,
        attemptTimeoutMs: values.ONBOARDING_ATTEMPT_TIMEOUT,
        retryFirstMs: values.ONBOARDING_RETRY_FIRST,
        retryMaxMs: values.ONBOARDING_RETRY_MAX,
        groupAnswerMs: values.ONBOARDING_GROUP_ANSWER,
        groupIdleMs: values.ONBOARDING_GROUP_IDLE,
      },
      sweepEveryMs: values.ONBOARDING_SWEEP_EVERY,
      sweepIdleMs: values.ONBOARDING_SWEEP_IDLE,
    },
    webhooks: { allowed: values.ONBOARDING_WEBHOOKS_ALLOW ?? [] },
    worker: {
      ...optional('workflowBundle', values.ONBOARDING_WORKFLOW_BUNDLE),
      ...optional('metricsAddress', values.ONBOARDING_WORKER_METRICS),
      ...optional('healthAddress', values.ONBOARDING_WORKER_HEALTH),
      ...optional('buildId', values.ONBOARDING_BUILD_ID),
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
      receivers: values.ONBOARDING_WEBHOOKS ?? [],
      ...optional('vultrApiKey', values.VULTR_API_KEY),
      ...optional('idKey', values.ONBOARDING_ID_KEY),
      ...optional('encryptionKeys', values.ONBOARDING_ENCRYPTION_KEYS),
    },
  };
}

function readSettings(environment: NodeJS.ProcessEnv, needs: readonly RequiredSecret[]): SettingValues {
  const mistakes: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const [name, setting] of Object.entries(settings) as [SettingName, (typeof settings)[SettingName]][]) {
    try {
      const text = textOf(name, environment) ?? setting.default;
      if (text === undefined) {
        mistakes.push(...needs.filter((need) => variableOf(need) === name).map(missingSecret));
        continue;
      }
      const parsed = setting.schema.safeParse(text);
      if (parsed.success) values[name] = parsed.data;
      else mistakes.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      mistakes.push(...error.mistakes);
    }
  }
  const jwt = jwtNames.filter((name) => values[name] !== undefined);
  if (jwt.length > 0 && jwt.length < jwtNames.length)
    mistakes.push(`${jwtNames.join(', ')}: must be set all three, or none; only ${jwt.join(', ')} is set`);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return values as SettingValues;
}

/** Where a secret may stand in a file instead, as container platforms hand them over. */
function fileVariable(name: SettingName): string {
  return `${name}_FILE`;
}

/** Throws a `ConfigError` for a file that cannot be read, and for a secret that is given both ways. */
function textOf(name: SettingName, environment: NodeJS.ProcessEnv): string | undefined {
  // An empty variable is what a shell leaves of an unset one.
  const text = environment[name]?.trim() || undefined;
  const fromFile = fileVariable(name);
  const file = 'secret' in settings[name] ? environment[fromFile]?.trim() || undefined : undefined;
  if (file === undefined) return text;
  if (text !== undefined) throw new ConfigError([`${name}: is set, and ${fromFile} too; set one of them`]);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError([`${fromFile}: must name a file that can be read; ${file} cannot (${why})`]);
  }
}

const jwtNames = [
  'ONBOARDING_JWT_ISSUER',
  'ONBOARDING_JWT_AUDIENCE',
  'ONBOARDING_JWT_JWKS_URL',
] as const satisfies readonly SettingName[];

function jwtOf(values: SettingValues): Config['api']['jwt'] {
  const { ONBOARDING_JWT_ISSUER: issuer, ONBOARDING_JWT_AUDIENCE: audience } = values;
  const { ONBOARDING_JWT_JWKS_URL: jwksUrl } = values;
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) return undefined;
  return { issuer, audience, jwksUrl };
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
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
