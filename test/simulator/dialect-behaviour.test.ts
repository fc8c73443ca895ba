import { describe, expect, test } from 'vitest';
import { behaviours } from './behaviour-cases.ts';
import { casesOf } from './dialect-cases.ts';
import { invite, join, type Json, startSimulator } from './harness.ts';

test.each(casesOf(behaviours))('$option $value', async ({ option, value, observe, expected }) => {
  const sim = await startSimulator({ dialect: { [option]: value } });
  expect(await observe(sim)).toEqual(expected);
});

describe('the options that are durations', () => {
  test('invitationLifetimeMs sets the expiry', async () => {
    const sim = await startSimulator({ dialect: { invitationLifetimeMs: 60_000 } });
    const id = await invite(sim);
    const { body } = await sim.send('GET', `/v2/invitation/${id}`);
    expect(body.expiration_date).toBe('2026-06-01T12:01:00+00:00');
  });

  test('userRowDelayMs delays the user in /v2/users, not the acceptance', async () => {
    const sim = await startSimulator({ dialect: { userRowDelayMs: 30_000 } });
    const { id } = await join(sim);
    expect((await sim.send('GET', `/v2/users/${id}`)).status).toBe(404);
    const { body } = await sim.send('GET', '/v2/invitation');
    expect(body.invites[0].invite_status).toBe('Accepted');
    sim.advanceClock(30_000);
    expect((await sim.send('GET', `/v2/users/${id}`)).status).toBe(200);
  });

  test('readDelayMs delays reads, while writes use the current state', async () => {
    const sim = await startSimulator({ dialect: { readDelayMs: 5_000 } });
    const names = async () =>
      (await sim.send('GET', '/v2/groups')).body.groups.map((group: Json) => group.display_name);
    const created = await sim.send('POST', '/v2/groups', { display_name: 'First', description: '' });
    expect(await names()).toEqual([]);
    expect((await sim.send('PUT', `/v2/groups/${created.body.id}`, { display_name: 'Renamed' })).status).toBe(
      200,
    );
    sim.advanceClock(4_999);
    expect(await names()).toEqual([]);
    sim.advanceClock(1);
    expect(await names()).toEqual(['Renamed']);
    await sim.send('PUT', `/v2/groups/${created.body.id}`, { display_name: 'Again' });
    sim.advanceClock(1_000);
    await sim.send('DELETE', `/v2/groups/${created.body.id}`);
    sim.advanceClock(4_000);
    expect(await names()).toEqual(['Again']);
  });
});
