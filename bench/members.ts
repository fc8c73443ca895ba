import { z } from 'zod';
import type { Service } from './service.ts';
import { inParallel } from './statistics.ts';

const vultrLimit = 30;
const concurrentCalls = 10;
const row = z.object({ id: z.string() });

/** What a person has who is going to leave: two of the things that take a departure requests of their own. */
export const groupsEach = 1;
export const keysEach = 1;

/**
 * Adds members of the organization, those with a number from `from` to `to`, without the rate limit, because filling up is
 * not measured. With a group, each is in it and has an API key.
 */
export async function addMembers(
  { simulator }: Pick<Service, 'simulator'>,
  from: number,
  to: number,
  group?: string,
): Promise<void> {
  await simulator.setDialect({ requestsPerSecond: 0 });
  const members = group === undefined ? undefined : `/v2/groups/${await createGroup(group)}/members`;
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await inParallel(numbers, concurrentCalls, async (number) => {
    const user = { email: memberEmail(number), name: `Member ${number}` };
    const { id } = row.parse(await simulator.call('POST', '/__sim/users', user));
    if (members === undefined) return;
    await simulator.call('POST', members, { user_id: id, display_name: user.name });
    await simulator.call('PATCH', `/v2/users/${id}`, { api_enabled: true });
    await simulator.call('POST', `/v2/users/${id}/apikeys`, { name: 'laptop' });
  });
  await simulator.setDialect({ requestsPerSecond: vultrLimit });

  async function createGroup(name: string): Promise<string> {
    return row.parse(await simulator.call('POST', '/v2/groups', { display_name: name, description: '' })).id;
  }
}

/** Sends invitations to people whom nobody onboards here. */
export async function addPending({ simulator }: Pick<Service, 'simulator'>, count: number): Promise<void> {
  await simulator.setDialect({ requestsPerSecond: 0 });
  const numbers = Array.from({ length: count }, (_, index) => index);
  await inParallel(numbers, concurrentCalls, async (number) => {
    await simulator.call('POST', '/v2/invitation', { email_invited: `pending${number}@example.com` });
  });
  await simulator.setDialect({ requestsPerSecond: vultrLimit });
}

export function memberEmail(number: number): string {
  return `member${number}@example.com`;
}
