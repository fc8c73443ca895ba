import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/server.ts';

/** The shapes of responses are what the tests check, so they read them without a schema. */
export type Json = ReturnType<typeof JSON.parse>;

export type SimulatorResponse = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
};
export type Send = (method: string, path: string, body?: unknown, key?: string) => Promise<SimulatorResponse>;

export type Sim = {
  readonly url: string;
  readonly send: Send;
  /** Moves the simulator's clock forward. */
  readonly advanceClock: (ms: number) => void;
  readonly close: () => Promise<void>;
};

export const threeDaysMs = 3 * 24 * 60 * 60 * 1_000;

const running = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const close of running) await close();
  running.clear();
});

/** Starts a simulator on real HTTP, with a clock that moves only on request and, by default, no rate limit. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Sim> {
  let now = Date.parse('2026-06-01T12:00:00Z');
  const simulator = createSimulator({
    clock: () => now,
    ...options,
    dialect: { requestsPerSecond: 0, ...options.dialect },
  });
  const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const close = async () => {
    running.delete(close);
    await simulator.close();
  };
  running.add(close);
  return { url, send: createSend(url), advanceClock: (ms) => void (now += ms), close };
}

export function createSend(url: string): Send {
  return async (method, path, body, key = 'organization-key') => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? tryParse(text) : undefined,
    };
  };
}

function tryParse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const unknownId = randomUUID();

export async function invite(
  sim: Sim,
  email = 'jane.doe@example.com',
  apiEnabled: unknown = true,
): Promise<string> {
  await sim.send('POST', '/v2/invitation', {
    email_invited: email,
    permissions: { api_enabled: apiEnabled },
  });
  return invitationId(sim, email);
}

/** Returns the invitation of the newest email, which works even if the responses leave out ids. */
export async function invitationId(sim: Sim, email = 'jane.doe@example.com'): Promise<string> {
  const { body } = await sim.send('GET', `/__sim/mail?to=${encodeURIComponent(email)}`);
  return body.items[0].invitationId;
}

/** Invites a person and accepts for them. Returns the user's id and own key. */
export async function join(
  sim: Sim,
  email = 'jane.doe@example.com',
): Promise<{ id: string; apiKey: string }> {
  const { body } = await sim.send('POST', `/__sim/invitations/${await invite(sim, email)}/accept`);
  return { id: body.user.id, apiKey: body.apiKey };
}

export async function organizationId(sim: Sim): Promise<string> {
  const { body } = await sim.send('GET', '/v2/organizations');
  return body.orgs[0].id;
}

/** Suspends or unsuspends a user, or removes them from the organization. Returns the status. */
export async function change(
  sim: Sim,
  userId: string,
  what: 'suspend' | 'unsuspend' | 'remove',
): Promise<number> {
  const path = `/v2/organizations/${await organizationId(sim)}/user/${userId}`;
  const { status } = await (what === 'remove'
    ? sim.send('DELETE', path)
    : sim.send('PUT', `${path}/${what}`));
  return status;
}

export async function policyId(sim: Sim, name = 'Provisioning'): Promise<string> {
  const { body } = await sim.send('GET', '/v2/policies');
  return body.policies.find((policy: Json) => policy.name === name).id;
}

export async function createGroup(sim: Sim, name = 'Developers'): Promise<string> {
  await sim.send('POST', '/v2/groups', { display_name: name, description: 'Writes the software' });
  const { body } = await sim.send('GET', '/v2/groups');
  return body.groups.at(-1).id;
}

export async function createRole(sim: Sim, name = 'Auditor'): Promise<string> {
  return (await sim.send('POST', '/__sim/roles', { name })).body.id;
}

/** Adds Jane to a group that has a policy. */
export async function onboard(sim: Sim) {
  const user = await join(sim);
  const [group, policy] = [await createGroup(sim), await policyId(sim)];
  await sim.send('POST', `/v2/policies/${policy}/groups/${group}`);
  await sim.send('POST', `/v2/groups/${group}/members`, { user_id: user.id, display_name: 'Jane Doe' });
  return { user, group, policy };
}

export async function countState(sim: Sim): Promise<Json> {
  return (await sim.send('GET', '/__sim/state')).body;
}
