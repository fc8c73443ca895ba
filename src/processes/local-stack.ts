import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { createProgress } from '../contract/lib/progress.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { startApi } from './api.ts';
import { startCodecServer } from './codec-server.ts';
import { localLinkFor } from './console-sign-in.ts';
import { createDataDir } from './data-dir.ts';
import type { AddService } from './lifecycle.ts';
import { loadLocalSecrets, printableApiKey, withLocalSecrets } from './local-secrets.ts';
import { startSimulatorService } from './simulator.ts';
import { prepareTemporal, startTemporal } from './temporal.ts';
import { addTracing } from './tracing.ts';
import { startWorkers } from './worker.ts';

export type LocalStackOptions = {
  readonly addService: AddService;
  readonly signal: AbortSignal;
};

/** Where the services of `npm start` are. What is undefined was not started. */
export type LocalStack = {
  readonly api: string;
  /** A link that signs in, if `npm start` made the API key. */
  readonly console: string | undefined;
  readonly temporalUi: string | undefined;
  readonly simulator: string | undefined;
  readonly namespace: string;
  /** An API key as a printed command may show it. */
  readonly apiKey: string;
};

/**
 * Starts everything on this machine: Temporal with its UI unless an address is configured, the Vultr simulator unless an
 * API key is configured, the codec server, workers and the API. Shows its progress on standard output.
 */
export async function startLocalStack(config: Config, options: LocalStackOptions): Promise<LocalStack> {
  const { addService } = options;
  const dataDir = createDataDir(config.local.dataDir);
  const localSecrets = loadLocalSecrets(dataDir);
  const withSecrets = withLocalSecrets(config, localSecrets);
  // The terminal is for the person who ran the command, so by default only warnings and errors are logged to it.
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel;
  const logger = createLogger({ level, name: 'onboarding' });

  const temporal = await addTemporal(withSecrets, dataDir, logger, options);
  const vultr = await addSimulator(temporal.config, dataDir, logger, addService);
  const tracing = await addTracing(vultr.config, 'onboarding', addService);
  addService(await startWorkers(vultr.config, logger, tracing));
  const api = await startApi(vultr.config, logger, {
    tracing,
    temporalUi: temporal.uiUrl,
    consoleByDefault: true,
    localLink: localLinkFor(config, localSecrets),
  });
  addService(api.service);
  return {
    api: api.url,
    console: api.consoleUrl,
    temporalUi: temporal.uiUrl,
    simulator: vultr.url,
    namespace: vultr.config.temporal.namespace,
    apiKey: printableApiKey(config),
  };
}

/** The codec server starts first, because Temporal's UI needs its address; it learns the UI's origin afterwards. */
async function addTemporal(
  config: Config,
  dataDir: string,
  logger: Logger,
  { addService, signal }: LocalStackOptions,
): Promise<{ config: Config; uiUrl: string | undefined }> {
  let uiUrl: string | undefined;
  const origins = () => [...config.codec.origins, ...originsOf(uiUrl)];
  const pathSecret = randomBytes(24).toString('base64url');
  const codec = await startCodecServer(config, logger, { origins, pathSecret });
  addService(codec.service);
  if (config.temporal.configured) {
    await prepareTemporal(config);
    return { config, uiUrl };
  }
  const temporal = await startTemporal(config, {
    dataDir,
    codecEndpoint: codec.endpoint,
    progress: createProgress(process.stdout),
    signal,
  });
  addService(temporal.service);
  uiUrl = temporal.uiUrl;
  const connectionOptions = { ...config.temporal.connectionOptions, address: temporal.address };
  return { config: { ...config, temporal: { ...config.temporal, connectionOptions } }, uiUrl };
}

async function addSimulator(
  config: Config,
  dataDir: string,
  logger: Logger,
  addService: AddService,
): Promise<{ config: Config; url: string | undefined }> {
  if (config.secrets.vultrApiKey !== undefined) return { config, url: undefined };
  const dataFile = join(dataDir, 'simulator.db');
  const { service, url, apiKey } = await startSimulatorService(config, { dataFile, logger });
  addService(service);
  const vultr = { ...config.vultr, baseUrl: url };
  return { config: { ...config, vultr, secrets: { ...config.secrets, vultrApiKey: apiKey } }, url };
}

/** People open the UI by either name of this machine. */
function originsOf(url: string | undefined): string[] {
  if (url === undefined) return [];
  const { origin, port } = new URL(url);
  return [origin, `http://localhost:${port}`];
}
