import { expect, test } from 'vitest';
import { change, countState, invite, join, type Json, startSimulator, threeDaysMs } from './harness.ts';

test('accepting makes the person a user, and the invitation shows who accepted and when', async () => {
  const sim = await startSimulator();
  const id = await invite(sim);
  sim.advanceClock(60_000);
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

test('an invitation can be accepted for three days and not longer, and a resend starts a new window', async () => {
  const sim = await startSimulator();
  const id = await invite(sim);
  sim.advanceClock(threeDaysMs);
  expect((await sim.send('POST', `/__sim/invitations/${id}/accept`)).status).toBe(410);
  expect((await sim.send('POST', `/v2/invitation/${id}/resend`)).body).toMatchObject({
    id,
    expiration_date: '2026-06-07T12:00:00+00:00',
  });
  sim.advanceClock(threeDaysMs - 1);
  expect((await sim.send('POST', `/__sim/invitations/${id}/accept`)).status).toBe(200);
  expect((await countState(sim)).mails).toBe(2);
});

test('if another person accepts, email_registered and the user have their email', async () => {
  const sim = await startSimulator();
  const id = await invite(sim);
  await sim.send('POST', `/__sim/invitations/${id}/accept`, { email: 'omar@example.com' });
  expect((await sim.send('GET', `/v2/invitation/${id}`)).body.email_registered).toBe('omar@example.com');
  const { body } = await sim.send('GET', '/v2/users');
  expect(body.users.map((user: Json) => user.email)).toEqual(['root@example.com', 'omar@example.com']);
});

test('two invitations to one email, accepted by two accounts, create two users', async () => {
  const sim = await startSimulator({ dialect: { duplicateInvitation: 'doubled' } });
  const [first, second] = [await invite(sim), await invite(sim)];
  await sim.send('POST', `/__sim/invitations/${first}/accept`);
  await sim.send('POST', `/__sim/invitations/${second}/accept`, { email: 'omar@example.com' });
  expect((await countState(sim)).users).toBe(3);
});

test('a removed user loses their key, and the account keeps its id when it is invited again', async () => {
  const sim = await startSimulator();
  const { id, apiKey } = await join(sim);
  expect(await change(sim, id, 'remove')).toBe(204);
  expect((await sim.send('GET', `/v2/users/${id}`)).status).toBe(404);
  expect((await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).status).toBe(401);
  expect((await join(sim)).id).toBe(id);
  expect((await sim.send('GET', '/v2/users/me/groups', undefined, apiKey)).status).toBe(401);
});

test('a pending user can be invited, and becomes active by accepting', async () => {
  const sim = await startSimulator();
  const person = { email: 'jane.doe@example.com', status: 'pending' };
  const { body } = await sim.send('POST', '/__sim/users', person);
  const { id } = await join(sim);
  expect(id).toBe(body.id);
  expect((await sim.send('GET', `/v2/users/${id}`)).body.user.status).toBe('active');
});

test('the lifetime with the longest matching suffix decides', async () => {
  const sim = await startSimulator();
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
  'api_enabled %o decides whether accepting creates a key',
  async (apiEnabled) => {
    const sim = await startSimulator();
    const { body } = await sim.send(
      'POST',
      `/__sim/invitations/${await invite(sim, 'li@example.com', apiEnabled)}/accept`,
    );
    expect(body.apiKey !== undefined).toBe(['yes', true, 1].includes(apiEnabled));
  },
);

test.each([undefined, {}, { email_invited: 7 }, { email_invited: 'jane' }, 'text'])(
  'rejects %o and sends no email',
  async (body) => {
    const sim = await startSimulator();
    expect((await sim.send('POST', '/v2/invitation', body)).status).toBe(400);
    expect((await countState(sim)).mails).toBe(0);
  },
);
