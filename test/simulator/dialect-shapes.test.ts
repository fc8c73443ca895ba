import { expect, test } from 'vitest';
import { rowsOf } from './dialect-cases.ts';
import { shapes } from './shape-cases.ts';
import { startSim } from './harness.ts';

test.each(rowsOf(shapes))('$option $value', async ({ option, value, look, expected }) => {
  const sim = await startSim({ dialect: { [option]: value } });
  expect(await look(sim)).toEqual(expected);
});

test('the dialect can be read and changed while it runs; what is not named stays', async () => {
  const sim = await startSim({ dialect: { dates: 'plain' } });
  expect((await sim.send('PUT', '/__sim/dialect', { invitationListKey: 'invitations' })).body).toMatchObject({
    invitationListKey: 'invitations',
    dates: 'plain',
  });
  expect((await sim.send('GET', '/v2/invitation')).body).toHaveProperty('invitations');
  expect((await sim.send('GET', '/__sim/dialect')).body).toMatchObject({ invitationListKey: 'invitations' });
});

test.each([{ envelope: 'none' }, { nosuch: 1 }, { readDelayMs: -1 }])('no dialect: %o', async (change) => {
  const sim = await startSim();
  const before = (await sim.send('GET', '/__sim/dialect')).body;
  expect((await sim.send('PUT', '/__sim/dialect', change)).status).toBe(400);
  expect((await sim.send('GET', '/__sim/dialect')).body).toEqual(before);
});
