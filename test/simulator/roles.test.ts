import { expect, test } from 'vitest';
import { change, createRole, join, type Json, startSimulator, unknownId } from './harness.ts';

test('a role is given to a user and taken away again', async () => {
  const sim = await startSimulator();
  const [user, role] = [await join(sim), await createRole(sim)];
  const path = `/v2/roles/${role}/users/${user.id}`;
  const held = async () =>
    (await sim.send('GET', `/v2/users/${user.id}/roles`)).body.roles.direct.map(({ name }: Json) => name);
  expect((await sim.send('POST', path)).status).toBe(201);
  expect(await held()).toEqual(['Auditor']);
  expect((await sim.send('GET', `/v2/roles/${role}/users`)).body.assignments).toMatchObject([
    { user_id: user.id, role_id: role, role_name: 'Auditor' },
  ]);
  expect((await sim.send('DELETE', path)).status).toBe(204);
  expect(await held()).toEqual([]);
  expect((await sim.send('DELETE', path)).status).toBe(404);
});

test('a role can be read and listed', async () => {
  const sim = await startSimulator();
  const id = await createRole(sim);
  const role = { id, name: 'Auditor', role_type: 'assignable' };
  expect((await sim.send('GET', '/v2/roles')).body.roles).toMatchObject([role]);
  expect((await sim.send('GET', `/v2/roles/${id}`)).body.role).toMatchObject(role);
});

test('an unknown role or user is not found', async () => {
  const sim = await startSimulator();
  const [user, role] = [await join(sim), await createRole(sim)];
  const statusOf = async (path: string) => (await sim.send('POST', path)).status;
  expect(await statusOf(`/v2/roles/${unknownId}/users/${user.id}`)).toBe(404);
  expect(await statusOf(`/v2/roles/${role}/users/${unknownId}`)).toBe(404);
});

test('a user who is removed from the organization has no role left', async () => {
  const sim = await startSimulator();
  const [user, role] = [await join(sim), await createRole(sim)];
  await sim.send('POST', `/v2/roles/${role}/users/${user.id}`);
  await change(sim, user.id, 'remove');
  expect((await sim.send('GET', `/v2/roles/${role}/users`)).body.assignments).toEqual([]);
});
