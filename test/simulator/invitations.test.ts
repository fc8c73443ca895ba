import { expect, test } from 'vitest';
import { countsOf, invite, join, type Json, startSim, threeDaysMs } from './harness.ts';

test('an invitation is accepted: the person is a user, the invitation says who and when', async () => {
  const sim = await startSim();
  const id = await invite(sim);
  sim.pass(60_000);
  const accepted = await sim.send('POST', `/__sim/invitations/${id}/accept`);
  expect(accepted.status).toBe(200);
  expect((await sim.send('GET', `/v2/invitation/${id}`)).body).toMatchObject({
    invite_status: 'Accepted',
    email_invited: 'jane.doe@example.com',
    email_registered: 'jane.doe@example.com',
    date_created: '2026-06-01T12:00:00+00:00',
    date_responded: '2026-06-01T12:01:00+00:00',
  });
  expect((await sim.send('GET', `/v2/users/${accepted.body.user.id}`)).body.user).toMatchObject({
    email: 'jane.doe@example.com',
    name: 'Jane Doe',
    first_name: 'Jane',
    last_name: 'Doe',
    status: 'active',
    api_enabled: true,
    invited_by: 'root@example.com',
  });
  expect((await sim.send('POST', `/__sim/invitations/${id}/accept`)).status).toBe(409);
  expect((await sim.send('POST', `/v2/invitation/${id}/resend`)).status).toBe(400);
});

test('it can be accepted until the last moment of three days, and not after; a resend begins a new window', async () => {
  const sim = await startSim();
  const id = await invite(sim);
  sim.pass(threeDaysMs);
  expect((await sim.send('POST', `/__sim/invitations/${id}/accept`)).status).toBe(410);
  expect((await sim.send('POST', `/v2/invitation/${id}/resend`)).body).toMatchObject({
    id,
    expiration_date: '2026-06-07T12:00:00+00:00',
  });
  sim.pass(threeDaysMs - 1);
  expect((await sim.send('POST', `/__sim/invitations/${id}/accept`)).status).toBe(200);
  expect((await countsOf(sim)).mails).toBe(2);
});

test('somebody else accepts: email_registered and the user carry their address', async () => {
  const sim = await startSim();
  const id = await invite(sim);
  await sim.send('POST', `/__sim/invitations/${id}/accept`, { email: 'omar@example.com' });
  expect((await sim.send('GET', `/v2/invitation/${id}`)).body.email_registered).toBe('omar@example.com');
  const { body } = await sim.send('GET', '/v2/users');
  expect(body.users.map((user: Json) => user.email)).toEqual(['root@example.com', 'omar@example.com']);
});

test('two invitations with one address, accepted by two accounts, make two users', async () => {
  const sim = await startSim({ dialect: { duplicateInvitation: 'doubled' } });
  const [first, second] = [await invite(sim), await invite(sim)];
  await sim.send('POST', `/__sim/invitations/${first}/accept`);
  await sim.send('POST', `/__sim/invitations/${second}/accept`, { email: 'omar@example.com' });
  expect((await countsOf(sim)).users).toBe(3);
});

test('taken out of the organization: the key and memberships end, the account keeps its id when invited again', async () => {
  const sim = await startSim();
  const { id, apiKey } = await join(sim);
  const organization = (await sim.send('GET', '/v2/organizations')).body.orgs[0].id;
  expect((await sim.send('DELETE', `/v2/organizations/${organization}/user/${id}`)).status).toBe(204);
  expect((await sim.send('GET', `/v2/users/${id}`)).status).toBe(404);
  expect((await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).status).toBe(401);
  expect((await join(sim)).id).toBe(id);
  expect((await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).status).toBe(401);
});

test('a user who is still pending can be invited, and becomes active by accepting', async () => {
  const sim = await startSim();
  const person = { email: 'jane.doe@example.com', status: 'pending' };
  const { body } = await sim.send('POST', '/__sim/users', person);
  const { id } = await join(sim);
  expect(id).toBe(body.id);
  expect((await sim.send('GET', `/v2/users/${id}`)).body.user.status).toBe('active');
});

test('lifetimes: the longest suffix that fits decides', async () => {
  const sim = await startSim();
  await sim.send('POST', '/__sim/lifetimes', { emailSuffix: 'example.com', lifetimeMs: 9_000 });
  await sim.send('POST', '/__sim/lifetimes', { emailSuffix: '-demo@example.com', lifetimeMs: 2_000 });
  await invite(sim, 'ada-demo@example.com');
  await invite(sim, 'bob@example.com');
  const { body } = await sim.send('GET', '/v2/invitation');
  expect(body.invites.map((invitation: Json) => invitation.expiration_date.slice(17, 19))).toEqual([
    '02',
    '09',
  ]);
});

test.each(['yes', true, 1, 'no', false, 0])(
  'api_enabled %o decides on a key at acceptance',
  async (asked) => {
    const sim = await startSim();
    const { body } = await sim.send(
      'POST',
      `/__sim/invitations/${await invite(sim, 'li@example.com', asked)}/accept`,
    );
    expect(body.apiKey !== undefined).toBe(['yes', true, 1].includes(asked));
  },
);

test.each([undefined, {}, { email_invited: 7 }, { email_invited: 'jane' }, 'text'])(
  'refused without a mail: %o',
  async (body) => {
    const sim = await startSim();
    expect((await sim.send('POST', '/v2/invitation', body)).status).toBe(400);
    expect((await countsOf(sim)).mails).toBe(0);
  },
);
