import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../src/config/config.ts';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { portsForStart, startEverything } from '../../test/support/npm-start.ts';
import type { SimulatorClient } from '../../test/support/simulator-client.ts';
import { startSimulatedVultr } from '../../test/support/simulated-vultr.ts';

export type Service = {
  /** The base URL of the API. */
  readonly url: string;
  readonly apiKey: string;
  readonly vultr: SimulatorClient;
  /** What the service logged so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

/**
 * Starts everything as `npm start` does, on free ports and with its data in the folder, and a receiver that refuses every
 * event. Throws an error with the output if the service does not start.
 */
export async function startService(folder: string): Promise<Service> {
  // With an empty cache, Temporal takes longer to build than a start may take.
  await findTemporal({ cacheDir: loadConfig().local.cacheDir, progress: createProgress(process.stderr) });
  // Vultr's limit would fail requests that this service's own API has accepted.
  const vultr = await startSimulatedVultr({ requestsPerSecond: 0 });
  const receiver = await startRefusingReceiver();
  const ports = await portsForStart();
  const apiKey = randomBytes(18).toString('base64url');
  const everything = startEverything(folder, {
    ...ports,
    ONBOARDING_API_KEYS: `judge:${apiKey}`,
    ONBOARDING_API_RATE: '100000',
    ONBOARDING_WEBHOOKS: receiver.setting,
    ONBOARDING_WEBHOOKS_ALLOW: '127.0.0.1/32',
    VULTR_API_URL: vultr.url,
    VULTR_API_KEY: vultr.apiKey,
    VULTR_REQUESTS_PER_SECOND: '1000',
  });
  const stop = async () => {
    everything.signal('SIGTERM');
    await everything.ended;
    receiver.stop();
    await vultr.stop();
  };
  try {
    const ended = everything.ended.then(() => {
      throw new Error(`The service ended:\n${everything.output()}`);
    });
    await Promise.race([everything.ready(), ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${ports.PORT}`, apiKey, vultr, log: everything.log, stop };
}

/** Starts a receiver that refuses every event with 410, so that there are failed deliveries to replay. */
async function startRefusingReceiver(): Promise<{ readonly setting: string; readonly stop: () => void }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(410).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  return {
    setting: JSON.stringify([{ name: 'hr', url: `http://127.0.0.1:${port}/hooks`, secret }]),
    stop: () => server.close().closeAllConnections(),
  };
}
