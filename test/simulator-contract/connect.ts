import { onTestFinished } from 'vitest';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { VultrClientOptions } from '../../src/vultr/send.ts';
import type { VultrClient } from '../../src/vultr/types.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';

type Dialect = NonNullable<Parameters<typeof startSimulatedVultr>[0]>;

/**
 * Starts a simulator with this dialect for the duration of the test, and a client of it. By default without a rate
 * limit.
 */
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
