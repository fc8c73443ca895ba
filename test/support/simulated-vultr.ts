import { createSimulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { simulatorAt, type SimulatorClient } from './simulator-client.ts';

export type SimulatedVultr = SimulatorClient & { readonly stop: () => Promise<void> };

/** The simulator over real HTTP, in this process, with state of its own. */
export async function startSimulatedVultr(
  dialect: SimulatorOptions['dialect'] = {},
  clock?: () => number | Promise<number>,
): Promise<SimulatedVultr> {
  const apiKey = 'organization-key-for-tests';
  const simulator = createSimulator({
    dialect,
    apiKeys: [apiKey],
    ...(clock === undefined ? {} : { clock }),
  });
  const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
  return { ...simulatorAt(url, apiKey), stop: () => simulator.close() };
}
