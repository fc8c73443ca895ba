import { expect, test } from 'vitest';
import { invite, type Json, type Sim, startSimulator } from './harness.ts';

/** Reads a list to its end. Calls `afterPage` after each page. */
async function readPages(sim: Sim, afterPage: (page: number) => Promise<unknown> = async () => {}) {
  const pages: string[][] = [];
  for (let cursor: string | undefined; cursor !== '';) {
    const { body } = await sim.send('GET', `/v2/invitation?per_page=2&cursor=${cursor ?? ''}`);
    pages.push(body.invites.map((invitation: Json) => invitation.email_invited.slice(0, 1)));
    cursor = body.meta.links.next as string;
    await afterPage(pages.length);
  }
  return pages;
}

async function inviteAll(sim: Sim, names: string) {
  for (const name of names) await invite(sim, `${name}@example.com`);
}

test('every row is returned once, and the last page has an empty cursor', async () => {
  const sim = await startSimulator();
  await inviteAll(sim, 'abcd');
  expect(await readPages(sim)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('rows that leave the list between two pages do not hide others', async () => {
  const sim = await startSimulator({ dialect: { invitationList: 'pending' } });
  await inviteAll(sim, 'abcde');
  const { body } = await sim.send('GET', '/v2/invitation');
  const acceptFirst = () => sim.send('POST', `/__sim/invitations/${body.invites[0].id}/accept`);
  expect(await readPages(sim, (page) => (page === 1 ? acceptFirst() : Promise.resolve()))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e'],
  ]);
});

test('a page has 100 rows by default and at most 500', async () => {
  const sim = await startSimulator();
  for (let count = 0; count < 501; count++)
    await sim.send('POST', '/v2/groups', { display_name: `g${count}`, description: '' });
  const lengthOf = async (query: string) => (await sim.send('GET', `/v2/groups${query}`)).body.groups.length;
  expect([await lengthOf(''), await lengthOf('?per_page=500'), await lengthOf('?per_page=501')]).toEqual([
    100, 500, 500,
  ]);
});

test.each(['per_page=0', 'per_page=x', 'cursor=x'])('rejects %s', async (query) => {
  const sim = await startSimulator();
  expect((await sim.send('GET', `/v2/groups?${query}`)).status).toBe(400);
});
