import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadConfig } from '../config/config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startApi } from '../processes/api.ts';
import { beginTracing } from '../processes/tracing.ts';
import { startCodecServer } from '../processes/codec-server.ts';
import { createDataDir } from '../processes/data-dir.ts';
import { main } from '../processes/lifecycle.ts';
import { localSecretsIn, withLocalSecrets } from '../processes/local-secrets.ts';
import { startSimulatorService } from '../processes/simulator.ts';
import { prepareTemporal, startTemporal } from '../processes/temporal.ts';
import { type Addresses, startupBanner } from '../processes/startup-banner.ts';
import { startWorkers } from '../processes/worker.ts';

/** Everything on one machine: Temporal with its UI, the Vultr simulator where no key is set, workers, API. */
await main(async (begin, signal) => {
  const startedAt = performance.now();
  let config = loadConfig();
  const dataDir = createDataDir(config.local.dataDir);
  config = withLocalSecrets(config, localSecretsIn(dataDir));
  // What runs as usual is for the log file of whoever wants it; the terminal is for the person who typed the command.
  const logger = createLogger({
    level: config.logLevel === 'info' ? 'warn' : config.logLevel,
    name: 'onboarding',
  });

  let temporalUi: string | undefined;
  const origins = () => [...config.codec.origins, ...originsOf(temporalUi)];
  const pathSecret = randomBytes(24).toString('base64url');
  const codec = await startCodecServer(config, logger, { origins, pathSecret });
  begin(codec.part);
  if (config.temporal.configured) {
    await prepareTemporal(config);
  } else {
    const temporal = await startTemporal(config, { dataDir, codecEndpoint: codec.endpoint, say, signal });
    begin(temporal.part);
    temporalUi = temporal.uiUrl;
    const connectionOptions = { ...config.temporal.connectionOptions, address: temporal.address };
    config = { ...config, temporal: { ...config.temporal, connectionOptions } };
  }

  let simulator: string | undefined;
  if (config.secrets.vultrApiKey === undefined) {
    const simulated = await startSimulatorService(config, join(dataDir, 'simulator.db'), logger);
    begin(simulated.part);
    simulator = simulated.url;
    config = {
      ...config,
      vultr: { ...config.vultr, baseUrl: simulated.url },
      secrets: { ...config.secrets, vultrApiKey: simulated.apiKey },
    };
  }

  const tracing = await beginTracing(config, 'onboarding', begin);
  begin(await startWorkers(config, logger, tracing));
  const api = await startApi(config, logger, { tracing, temporalUi });
  begin(api.part);

  const addresses: Addresses = { api: api.url, temporalUi, simulator, namespace: config.temporal.namespace };
  const secondsToReady = (performance.now() - startedAt) / 1_000;
  say(startupBanner(addresses, config.secrets.apiKeys[0]?.secret, secondsToReady));
});

/** The UI is reached by either name of this machine. */
function originsOf(url: string | undefined): string[] {
  if (url === undefined) return [];
  const { origin, port } = new URL(url);
  return [origin, `http://localhost:${port}`];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
