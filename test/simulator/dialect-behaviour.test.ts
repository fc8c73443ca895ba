import { describe, expect, test } from 'vitest';
import { behaviours } from './behaviour-cases.ts';
import { rowsOf } from './dialect-cases.ts';
import { invite, join, type Json, startSim } from './harness.ts';

test.each(rowsOf(behaviours))('$option $value', async ({ option, value, look, expected }) => {
  const sim = await startSim({ dialect: { [option]: value } });
  expect(await look(sim)).toEqual(expected);
});

describe('the options that are times', () => {
  test('invitationLifetimeMs', async () => {
    const sim = await startSim({ dialect: { invitationLifetimeMs: 60_000 } });
    const id = await invite(sim);
    const { body } = await sim.send('GET', `/v2/invitation/${id}`);
    expect(body.expiration_date).toBe('2026-06-01T12:01:00+00:00');
  });

  test('userRowDelayMs: accepted at once, in /v2/users later', async () => {
    const sim = await startSim({ dialect: { userRowDelayMs: 30_000 } });
    const { id } = await join(sim);
    expect((await sim.send('GET', `/v2/users/${id}`)).status).toBe(404);
    const { body } = await sim.send('GET', '/v2/invitation');
    expect(body.invites[0].invite_status).toBe('Accepted');
    sim.pass(30_000);
    expect((await sim.send('GET', `/v2/users/${id}`)).status).toBe(200);
  });

  test('readDelayMs: a read shows the past, a write decides by the truth', async () => {
    const sim = await startSim({ dialect: { readDelayMs: 5_000 } });
    const names = async () =>
      (await sim.send('GET', '/v2/groups')).body.groups.map((group: Json) => group.display_name);
    const created = await sim.send('POST', '/v2/groups', { display_name: 'First', description: '' });
    expect(await names()).toEqual([]);
    expect((await sim.send('PUT', `/v2/groups/${created.body.id}`, { display_name: 'Renamed' })).status).toBe(
      200,
    );
    sim.pass(4_999);
    expect(await names()).toEqual([]);
    sim.pass(1);
    expect(await names()).toEqual(['Renamed']);
    await sim.send('PUT', `/v2/groups/${created.body.id}`, { display_name: 'Again' });
    sim.pass(1_000);
    await sim.send('DELETE', `/v2/groups/${created.body.id}`);
    sim.pass(4_000);
    expect(await names()).toEqual(['Again']);
  });
});
