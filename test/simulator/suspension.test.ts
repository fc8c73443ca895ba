import { expect, test } from 'vitest';
import {
  change,
  invite,
  join,
  type Json,
  onboard,
  organizationId,
  type Sim,
  startSimulator,
  unknownId,
} from './harness.ts';

async function listSuspended(sim: Sim): Promise<Json[]> {
  const { body } = await sim.send('GET', `/v2/organizations/${await organizationId(sim)}/suspended-users`);
  expect(body.meta.total).toBe(body.users.length);
  return body.users;
}

test('a suspended user loses all access and keeps what they had for when they are unsuspended', async () => {
  const sim = await startSimulator();
  const { user, group } = await onboard(sim);
  const myGroups = () => sim.send('GET', '/v2/users/me/groups', undefined, user.apiKey);
  sim.advanceClock(60_000);
  expect(await change(sim, user.id, 'suspend')).toBe(204);
  expect((await myGroups()).status).toBe(401);
  expect((await sim.send('GET', `/v2/groups/${group}/members/${user.id}`)).status).toBe(200);
  expect(await change(sim, user.id, 'unsuspend')).toBe(204);
  expect((await myGroups()).body.groups).toHaveLength(1);
});

test('the list of suspended users says since when', async () => {
  const sim = await startSimulator();
  const { id } = await join(sim);
  await join(sim, 'omar@example.com');
  expect(await listSuspended(sim)).toEqual([]);
  sim.advanceClock(60_000);
  await change(sim, id, 'suspend');
  const [suspended, ...others] = await listSuspended(sim);
  expect(others).toEqual([]);
  expect(suspended).toMatchObject({
    id,
    email: 'jane.doe@example.com',
    name: 'Jane Doe',
    status: 'suspended',
    date_created: '2026-06-01T12:00:00+00:00',
    date_suspended: '2026-06-01T12:01:00+00:00',
  });
  await change(sim, id, 'unsuspend');
  expect(await listSuspended(sim)).toEqual([]);
});

test.each(['suspend', 'unsuspend', 'remove'] as const)(
  'rejects %s for an unknown user or organization',
  async (what) => {
    const sim = await startSimulator();
    const { id } = await join(sim);
    expect(await change(sim, unknownId, what)).toBe(404);
    const method = what === 'remove' ? 'DELETE' : 'PUT';
    const end = what === 'remove' ? '' : `/${what}`;
    const path = `/v2/organizations/${unknownId}/user/${id}${end}`;
    expect((await sim.send(method, path)).body).toEqual({ error: 'Organization not found.', status: 404 });
  },
);

test('the root user and users who are not active cannot be suspended', async () => {
  const sim = await startSimulator();
  const root = (await sim.send('GET', '/v2/users')).body.users[0].id;
  expect(await change(sim, root, 'suspend')).toBe(400);
  const pending = await sim.send('POST', '/__sim/users', { email: 'sue@example.com', status: 'pending' });
  expect(await change(sim, pending.body.id, 'suspend')).toBe(400);
  expect(await listSuspended(sim)).toEqual([]);
});

test('a user who was created as suspended can be unsuspended', async () => {
  const sim = await startSimulator();
  const person = { email: 'sue@example.com', status: 'suspended' };
  const { body } = await sim.send('POST', '/__sim/users', person);
  expect(await listSuspended(sim)).toMatchObject([{ id: body.id, date_suspended: expect.any(String) }]);
  expect(await change(sim, body.id, 'unsuspend')).toBe(204);
  expect((await sim.send('GET', `/v2/users/${body.id}`)).body.user.status).toBe('active');
});

test('accepting a new invitation ends a suspension, and a removed user is not listed as suspended', async () => {
  const sim = await startSimulator({ dialect: { inviteMember: 'allowed' } });
  const { user } = await onboard(sim);
  await change(sim, user.id, 'suspend');
  const accepted = await sim.send('POST', `/__sim/invitations/${await invite(sim)}/accept`);
  expect(accepted.body.user).not.toHaveProperty('suspendedAt');
  expect(await listSuspended(sim)).toEqual([]);
  expect((await sim.send('GET', `/v2/users/${user.id}/groups`)).body.groups).toHaveLength(1);
  await change(sim, user.id, 'suspend');
  await change(sim, user.id, 'remove');
  expect(await listSuspended(sim)).toEqual([]);
  expect(await change(sim, user.id, 'unsuspend')).toBe(404);
});

test('the mailbox shows that a suspended user sees nothing', async () => {
  const sim = await startSimulator();
  const { user } = await onboard(sim);
  const page = async () => (await fetch(`${sim.url}/__sim/`)).text();
  expect(await page()).not.toContain('Nothing while suspended');
  await change(sim, user.id, 'suspend');
  expect(await page()).toContain('Nothing while suspended');
});
