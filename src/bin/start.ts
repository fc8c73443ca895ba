import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startApi } from './api-part.ts';
import { beginTracing } from './begin-tracing.ts';
import { openDataDir } from './data-dir.ts';
import { main } from './lifecycle.ts';
import { localSecretsIn } from './local-secrets.ts';
import { startSimulator } from './simulator-part.ts';
import { prepareTemporal, startTemporal } from './temporal-part.ts';
import { type Addresses, welcome } from './welcome.ts';
import { startWorkers } from './worker-part.ts';

/** Everything on one machine: Temporal with its UI, the Vultr simulator where no key is set, workers, API. */
await main(async (begin, signal) => {
  const startedAt = performance.now();
  let config = loadConfig();
  const dataDir = openDataDir(config.local.dataDir);
  const local = localSecretsIn(dataDir);
  // What runs as usual is for the log file of whoever wants it; the terminal is for the person who typed the command.
  const logger = createLogger({
    level: config.logLevel === 'info' ? 'warn' : config.logLevel,
    name: 'onboarding',
  });

  let temporalUi: string | undefined;
  if (config.temporal.configured) {
    await prepareTemporal(config);
  } else {
    const temporal = await startTemporal(config, dataDir, say, signal);
    begin(temporal.part);
    temporalUi = temporal.uiUrl;
    const connectionOptions = { ...config.temporal.connectionOptions, address: temporal.address };
    config = { ...config, temporal: { ...config.temporal, connectionOptions } };
  }

  let { vultrApiKey } = config.secrets;
  let simulator: string | undefined;
  if (vultrApiKey === undefined) {
    const simulated = await startSimulator(config, join(dataDir, 'simulator.db'), logger);
    begin(simulated.part);
    simulator = simulated.url;
    vultrApiKey = simulated.apiKey;
    config = { ...config, vultr: { ...config.vultr, baseUrl: simulated.url } };
  }

  if (vultrApiKey === undefined) throw new Error('neither a key nor a simulator');
  const idKey = config.secrets.idKey ?? local.idKey;
  const tracing = await beginTracing(config, 'onboarding', begin);
  begin(await startWorkers(config, { vultrApiKey, idKey }, logger, tracing));

  const generated = { name: 'local', secret: local.apiKey };
  const apiKeys = config.secrets.apiKeys.length > 0 ? config.secrets.apiKeys : [generated];
  const api = await startApi({ ...config, secrets: { ...config.secrets, apiKeys, idKey } }, logger, {
    tracing,
    temporalUi,
  });
  begin(api.part);

  const addresses: Addresses = { api: api.url, temporalUi, simulator, namespace: config.temporal.namespace };
  const secondsToReady = (performance.now() - startedAt) / 1_000;
  say(welcome(addresses, apiKeys[0]?.secret ?? local.apiKey, secondsToReady));
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
