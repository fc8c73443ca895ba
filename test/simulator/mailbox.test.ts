import { expect, test } from 'vitest';
import { invite, join, type Json, onboard, type Sim, startSim, threeDaysMs } from './harness.ts';

async function page({ url }: Sim, path = '/__sim/'): Promise<string> {
  return (await fetch(`${url}${path}`, { headers: { accept: 'text/html' } })).text();
}

const buttons = (html: string) => html.split('</button>').length - 1;

/** What a click on the button in a browser sends. */
function click({ url }: Sim, invitation: string): Promise<Response> {
  return fetch(`${url}/__sim/invitations/${invitation}/accept`, {
    method: 'POST',
    headers: { accept: 'text/html,*/*', 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
    redirect: 'manual',
  });
}

test('a click accepts and leads back to the mailbox', async () => {
  const sim = await startSim();
  const id = await invite(sim);
  expect(buttons(await page(sim))).toBe(1);
  const answer = await click(sim, id);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/__sim/']);
  const after = await page(sim, '/__sim/mail');
  expect(buttons(after)).toBe(0);
  expect(after).toContain('Accepted');
});

test('an expired mail has no button, and an old page that has one is told why', async () => {
  const sim = await startSim();
  const id = await invite(sim);
  sim.pass(threeDaysMs);
  const html = await page(sim);
  expect([buttons(html), html.includes('Expired')]).toEqual([0, true]);
  const answer = await click(sim, id);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([410, 'text/html; charset=utf-8']);
  expect(await answer.text()).toContain('<p class="notice" role="alert">This invitation has expired.</p>');
});

test('the mails, newest first: a resent one replaces the one before', async () => {
  const sim = await startSim();
  const id = await invite(sim);
  await invite(sim, 'omar@example.com');
  sim.pass(1_000);
  await sim.send('POST', `/v2/invitation/${id}/resend`);
  const { body } = await sim.send('GET', '/__sim/mail');
  expect(body.items.map(({ to, number, status }: Json) => [to, number, status])).toEqual([
    ['jane.doe@example.com', 2, 'open'],
    ['omar@example.com', 1, 'open'],
    ['jane.doe@example.com', 1, 'replaced'],
  ]);
  expect(body.items[0]).toMatchObject({
    invitationId: id,
    subject: 'You are invited to join Example Organization',
    sentAt: '2026-06-01T12:00:01.000Z',
    expiresAt: '2026-06-04T12:00:01.000Z',
  });
});

test('what people see: the blank screen, then their groups', async () => {
  const sim = await startSim();
  await join(sim, 'omar@example.com');
  expect(await page(sim)).toContain('No Active Organization');
  await sim.send('POST', '/__sim/reset');
  await onboard(sim);
  const html = await page(sim);
  expect([html.includes('No Active Organization'), html.includes('Developers')]).toEqual([false, true]);
});

test('an address that is markup stays text', async () => {
  const sim = await startSim();
  await invite(sim, `"><script>alert(1)</script>'@example.com`);
  const html = await page(sim);
  expect(html).not.toContain('<script>');
  expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;@example.com');
});

test('a crowd is shown by its newest hundred', async () => {
  const sim = await startSim();
  for (let count = 0; count < 101; count++)
    await sim.send('POST', '/v2/invitation', { email_invited: `p${count}@example.com` });
  const html = await page(sim);
  expect([buttons(html), html.includes('… and 1 older ones.')]).toEqual([100, true]);
});
