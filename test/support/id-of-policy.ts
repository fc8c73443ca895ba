import type { SimulatorClient } from './simulator-client.ts';

/** Vultr's ID of the managed policy with this name. */
export async function idOfPolicy(vultr: Pick<SimulatorClient, 'call'>, name: string): Promise<string> {
  const { policies } = (await vultr.call('GET', '/v2/policies?per_page=500')) as {
    policies: { id: string; name: string }[];
  };
  return policies.find((policy) => policy.name === name)?.id ?? '';
}
