import { defined } from '../../src/contract/lib/optional.ts';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { simulatorAt, type SimulatorClient } from './simulator-client.ts';

export type SimulatedVultr = SimulatorClient & { readonly stop: () => Promise<void> };

/** Starts the simulator in this process, over real HTTP and with its own state. */
export async function startSimulatedVultr(
  dialect: SimulatorOptions['dialect'] = {},
  clock?: () => number | Promise<number>,
): Promise<SimulatedVultr> {
  const apiKey = 'organization-key-for-tests';
  const simulator = createSimulator({
    dialect,
    apiKeys: [apiKey],
    ...defined({ clock }),
  });
  const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
  return { ...simulatorAt(url, apiKey), stop: () => simulator.close() };
}
