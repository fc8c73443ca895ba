import { expect, test } from 'vitest';
import { change, createRole, join, type Json, type Sim, startSimulator, unknownId } from './harness.ts';

/** Lets the user assume a role twice, and returns the tokens of the sessions. */
async function assumeTwice(sim: Sim, userId: string): Promise<string[]> {
  const roleId = await createRole(sim);
  const assume = async (lifetimeMs: number) =>
    (await sim.send('POST', '/__sim/sessions', { userId, roleId, lifetimeMs })).body.token;
  return [await assume(60_000), await assume(120_000)];
}

async function tokensOf(sim: Sim, userId: string): Promise<string[]> {
  const { body } = await sim.send('GET', `/v2/assumed-roles/users/${userId}/sessions`);
  expect(body.meta.total).toBe(body.sessions.length);
  return body.sessions.map((session: Json) => session.session_token);
}

test('a session is listed until it is revoked', async () => {
  const sim = await startSimulator();
  const { id } = await join(sim);
  const [first = '', second = ''] = await assumeTwice(sim, id);
  expect(await tokensOf(sim, id)).toEqual([first, second]);
  expect((await sim.send('DELETE', `/v2/assumed-roles/${first}`)).status).toBe(204);
  expect(await tokensOf(sim, id)).toEqual([second]);
  expect((await sim.send('DELETE', `/v2/assumed-roles/${first}`)).status).toBe(404);
});

test('a session ends by itself', async () => {
  const sim = await startSimulator();
  const { id } = await join(sim);
  const [, second] = await assumeTwice(sim, id);
  sim.advanceClock(60_000);
  expect(await tokensOf(sim, id)).toEqual([second]);
});

test('sessions outlive a suspension and the end of API access, and end with the removal', async () => {
  const sim = await startSimulator();
  const { id } = await join(sim);
  const [token = ''] = await assumeTwice(sim, id);
  await change(sim, id, 'suspend');
  await sim.send('PATCH', `/v2/users/${id}`, { api_enabled: false });
  expect(await tokensOf(sim, id)).toHaveLength(2);
  await change(sim, id, 'remove');
  expect((await sim.send('DELETE', `/v2/assumed-roles/${token}`)).status).toBe(404);
});

test('only users and roles that exist get a session', async () => {
  const sim = await startSimulator();
  const { id } = await join(sim);
  const session = { userId: id, roleId: unknownId };
  expect((await sim.send('POST', '/__sim/sessions', session)).status).toBe(404);
  expect((await sim.send('GET', `/v2/assumed-roles/users/${unknownId}/sessions`)).status).toBe(404);
});

test('the ledger never holds the token of a session', async () => {
  const sim = await startSimulator();
  const { id } = await join(sim);
  const [token = ''] = await assumeTwice(sim, id);
  await sim.send('DELETE', `/v2/assumed-roles/${token}`);
  const ledger = await sim.send('GET', '/__sim/requests');
  expect(ledger.text).not.toContain(token);
  expect(ledger.body.byOperation).toMatchObject({ 'DELETE /v2/assumed-roles/{token}': 1 });
});

test.each([
  ['POST', '/v2/assumed-roles/assume', 501],
  ['GET', '/v2/assumed-roles/x', 501],
  ['PUT', '/v2/assumed-roles/x', 405],
])('%s %s is not imitated: %i', async (method, path, expected) => {
  const sim = await startSimulator();
  expect((await sim.send(method, path)).status).toBe(expected);
});
