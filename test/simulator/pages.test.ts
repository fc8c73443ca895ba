import { expect, test } from 'vitest';
import { invite, type Json, type Sim, startSim } from './harness.ts';

/** Reads to the end; `between` happens after each page. */
async function pagesOf(sim: Sim, between: (page: number) => Promise<unknown> = async () => {}) {
  const pages: string[][] = [];
  for (let cursor: string | undefined; cursor !== '';) {
    const { body } = await sim.send('GET', `/v2/invitation?per_page=2&cursor=${cursor ?? ''}`);
    pages.push(body.invites.map((invitation: Json) => invitation.email_invited.slice(0, 1)));
    cursor = body.meta.links.next as string;
    await between(pages.length);
  }
  return pages;
}

async function inviteAll(sim: Sim, names: string) {
  for (const name of names) await invite(sim, `${name}@example.com`);
}

test('every row once, the last page says so with an empty cursor', async () => {
  const sim = await startSim();
  await inviteAll(sim, 'abcd');
  expect(await pagesOf(sim)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('rows that leave the list between two pages do not hide others', async () => {
  const sim = await startSim({ dialect: { invitationList: 'pending' } });
  await inviteAll(sim, 'abcde');
  const { body } = await sim.send('GET', '/v2/invitation');
  const acceptFirst = () => sim.send('POST', `/__sim/invitations/${body.invites[0].id}/accept`);
  expect(await pagesOf(sim, (page) => (page === 1 ? acceptFirst() : Promise.resolve()))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e'],
  ]);
});

test('100 rows a page unless asked otherwise, 500 at most', async () => {
  const sim = await startSim();
  for (let count = 0; count < 501; count++)
    await sim.send('POST', '/v2/groups', { display_name: `g${count}`, description: '' });
  const lengthOf = async (query: string) => (await sim.send('GET', `/v2/groups${query}`)).body.groups.length;
  expect([await lengthOf(''), await lengthOf('?per_page=500'), await lengthOf('?per_page=501')]).toEqual([
    100, 500, 500,
  ]);
});

test.each(['per_page=0', 'per_page=x', 'cursor=x'])('%s is refused', async (query) => {
  const sim = await startSim();
  expect((await sim.send('GET', `/v2/groups?${query}`)).status).toBe(400);
});
