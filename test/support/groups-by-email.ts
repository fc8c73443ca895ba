import { createVultrClient } from '../../src/vultr/client.ts';
import type { SimulatorClient } from './simulator-client.ts';

/** Returns the names of the groups of each member of the organization, by email. The root user is left out. */
export async function groupsByEmail({
  url,
  apiKey,
}: Pick<SimulatorClient, 'url' | 'apiKey'>): Promise<Record<string, string[]>> {
  const client = createVultrClient({ baseUrl: url, apiKey, timeoutMs: 10_000 });
  const users = (await client.users.list()).filter(({ pending }) => !pending);
  const groups = await Promise.all(
    (await client.groups.list()).map(async ({ id, name }) => {
      const members = await client.groups.members(id);
      return { name, memberIds: new Set(members.map((member) => member.id)) };
    }),
  );
  const namesOf = (id: string) =>
    groups
      .filter(({ memberIds }) => memberIds.has(id))
      .map(({ name }) => name)
      .toSorted();
  return Object.fromEntries(
    users.filter(({ email }) => email !== 'root@example.com').map(({ id, email }) => [email, namesOf(id)]),
  );
}
