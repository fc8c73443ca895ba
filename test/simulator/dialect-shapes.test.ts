import { expect, test } from 'vitest';
import { casesOf } from './dialect-cases.ts';
import { shapes } from './shape-cases.ts';
import { startSimulator } from './harness.ts';

test.each(casesOf(shapes))('$option $value', async ({ option, value, observe, expected }) => {
  const sim = await startSimulator({ dialect: { [option]: value } });
  expect(await observe(sim)).toEqual(expected);
});

test("by default, Vultr's Go client can decode what a write returns", async () => {
  const sim = await startSimulator();
  const { headers, body } = await sim.send('POST', '/v2/groups', { display_name: 'A', description: '' });
  expect(headers.get('content-type')).toBe('application/json');
  expect(body).toEqual({
    id: expect.any(String),
    display_name: 'A',
    description: '',
    date_created: '2026-06-01T12:00:00+00:00',
    date_updated: '2026-06-01T12:00:00+00:00',
  });
});

test('the dialect can be read and changed at run time; options that are not named keep their value', async () => {
  const sim = await startSimulator({ dialect: { dates: 'plain' } });
  expect((await sim.send('PUT', '/__sim/dialect', { invitationListKey: 'invitations' })).body).toMatchObject({
    invitationListKey: 'invitations',
    dates: 'plain',
  });
  expect((await sim.send('GET', '/v2/invitation')).body).toHaveProperty('invitations');
  expect((await sim.send('GET', '/__sim/dialect')).body).toMatchObject({ invitationListKey: 'invitations' });
});

test.each([{ envelope: 'none' }, { nosuch: 1 }, { readDelayMs: -1 }])(
  'rejects the change %o',
  async (change) => {
    const sim = await startSimulator();
    const before = (await sim.send('GET', '/__sim/dialect')).body;
    expect((await sim.send('PUT', '/__sim/dialect', change)).status).toBe(400);
    expect((await sim.send('GET', '/__sim/dialect')).body).toEqual(before);
  },
);
