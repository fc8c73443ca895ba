import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/server.ts';

/** What an answer holds is what the tests are about, so they read it without a schema. */
export type Json = ReturnType<typeof JSON.parse>;

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
};
export type Send = (method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;

export type Sim = {
  readonly url: string;
  readonly send: Send;
  /** Moves the simulator's clock. */
  readonly pass: (ms: number) => void;
  readonly close: () => Promise<void>;
};

export const threeDaysMs = 3 * 24 * 60 * 60 * 1_000;

const running = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const close of running) await close();
  running.clear();
});

/** A simulator on real HTTP with a clock that stands still, and no rate limit unless one is asked for. */
export async function startSim(options: SimulatorOptions = {}): Promise<Sim> {
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
  return { url, send: sender(url), pass: (ms) => void (now += ms), close };
}

export function sender(url: string): Send {
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
      body: isJson ? parse(text) : undefined,
    };
  };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const noSuchId = randomUUID();

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

/** The newest mail's invitation: known whatever the answers leave out. */
export async function invitationId(sim: Sim, email = 'jane.doe@example.com'): Promise<string> {
  const { body } = await sim.send('GET', `/__sim/mail?to=${encodeURIComponent(email)}`);
  return body.items[0].invitationId;
}

/** Somebody who accepted, with the key that was made for them. */
export async function join(
  sim: Sim,
  email = 'jane.doe@example.com',
): Promise<{ id: string; apiKey: string }> {
  const { body } = await sim.send('POST', `/__sim/invitations/${await invite(sim, email)}/accept`);
  return { id: body.user.id, apiKey: body.apiKey };
}

export async function policyId(sim: Sim, name = 'Provisioning'): Promise<string> {
  const { body } = await sim.send('GET', '/v2/policies');
  return body.policies.find((policy: Json) => policy.name === name).id;
}

export async function makeGroup(sim: Sim, name = 'Developers'): Promise<string> {
  await sim.send('POST', '/v2/groups', { display_name: name, description: 'People who write it' });
  const { body } = await sim.send('GET', '/v2/groups');
  return body.groups.at(-1).id;
}

/** Jane in a group that has a policy. */
export async function onboard(sim: Sim) {
  const user = await join(sim);
  const [group, policy] = [await makeGroup(sim), await policyId(sim)];
  await sim.send('POST', `/v2/policies/${policy}/groups/${group}`);
  await sim.send('POST', `/v2/groups/${group}/members`, { user_id: user.id, display_name: 'Jane Doe' });
  return { user, group, policy };
}

export async function countsOf(sim: Sim): Promise<Json> {
  return (await sim.send('GET', '/__sim/state')).body;
}
