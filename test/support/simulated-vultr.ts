import { defined } from '../../src/contract/lib/optional.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { simulatorAt, type SimulatorClient } from './simulator-client.ts';

export type SimulatedVultr = SimulatorClient & { readonly stop: () => Promise<void> };

/** Called with a `fetch` for readings after each request that may have changed something, before its response is sent. */
export type AfterWrite = (reading: typeof fetch) => Promise<void>;

/** Starts the simulator in this process, over real HTTP and with its own state. */
export async function startSimulatedVultr(
  dialect: SimulatorOptions['dialect'] = {},
  clock?: () => number | Promise<number>,
  afterWrite?: AfterWrite,
): Promise<SimulatedVultr> {
  const apiKey = 'organization-key-for-tests';
  const simulator = createSimulator({
    dialect,
    apiKeys: [apiKey],
    ...defined({ clock }),
  });
  if (afterWrite !== undefined) {
    const reading = fetchWithin(simulator);
    simulator.app.addHook('onSend', async ({ method }) => {
      if (method !== 'GET') await afterWrite(reading);
    });
  }
  const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
  return { ...simulatorAt(url, apiKey), stop: () => simulator.close() };
}

/** Returns a `fetch` without the network. Each request has an address of its own, so that no rate limit counts it. */
function fetchWithin({ app }: Simulator): typeof fetch {
  let count = 0;
  return async (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    count += 1;
    const { statusCode, body } = await app.inject({
      method: 'GET',
      url: `${pathname}${search}`,
      headers: { ...Object.fromEntries(new Headers(init?.headers)), 'x-simulator-observer': 'test' },
      remoteAddress: `127.${1 + (count >> 16)}.${(count >> 8) & 255}.${count & 255}`,
    });
    return new Response(body, { status: statusCode, headers: { 'content-type': 'application/json' } });
  };
}
