import { onTestFinished } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { VultrClientOptions } from '../../src/vultr/send.ts';
import type { VultrClient } from '../../src/vultr/types.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';

type Dialect = NonNullable<Parameters<typeof startSimulatedVultr>[0]>;

/** The client and a simulator that speaks this dialect, as long as the test runs; no rate limit but where one is named. */
export async function connect(
  dialect: Dialect = {},
  options: Partial<VultrClientOptions> = {},
): Promise<{ readonly client: VultrClient; readonly vultr: SimulatedVultr }> {
  const vultr = await startSimulatedVultr({ requestsPerSecond: 0, ...dialect });
  onTestFinished(() => vultr.stop());
  const client = createVultrClient({
    baseUrl: vultr.url,
    apiKey: vultr.apiKey,
    timeoutMs: 10_000,
    ...options,
  });
  return { client, vultr };
}
