import { expect, test } from 'vitest';
import { invite, join, type Json, onboard, type Sim, startSimulator, threeDaysMs } from './harness.ts';

async function fetchPage({ url }: Sim, path = '/__sim/'): Promise<string> {
  return (await fetch(`${url}${path}`, { headers: { accept: 'text/html' } })).text();
}

const countButtons = (html: string) => html.split('</button>').length - 1;

/** Sends what a click on the button in a browser sends. */
function clickAccept({ url }: Sim, invitation: string): Promise<Response> {
  return fetch(`${url}/__sim/invitations/${invitation}/accept`, {
    method: 'POST',
    headers: { accept: 'text/html,*/*', 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
    redirect: 'manual',
  });
}

test('a click accepts and leads back to the mailbox', async () => {
  const sim = await startSimulator();
  const id = await invite(sim);
  expect(countButtons(await fetchPage(sim))).toBe(1);
  const response = await clickAccept(sim, id);
  expect([response.status, response.headers.get('location')]).toEqual([303, '/__sim/']);
  const after = await fetchPage(sim, '/__sim/mail');
  expect(countButtons(after)).toBe(0);
  expect(after).toContain('Accepted');
});

test('an expired email has no button, and a click on an outdated page shows the reason', async () => {
  const sim = await startSimulator();
  const id = await invite(sim);
  sim.advanceClock(threeDaysMs);
  const html = await fetchPage(sim);
  expect([countButtons(html), html.includes('Expired')]).toEqual([0, true]);
  const response = await clickAccept(sim, id);
  expect([response.status, response.headers.get('content-type')]).toEqual([410, 'text/html; charset=utf-8']);
  expect(await response.text()).toContain('<p class="notice" role="alert">This invitation has expired.</p>');
});

test('emails are listed newest first, and a resent one replaces the one before', async () => {
  const sim = await startSimulator();
  const id = await invite(sim);
  await invite(sim, 'omar@example.com');
  sim.advanceClock(1_000);
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

test('the page shows the blank screen, then a user’s groups', async () => {
  const sim = await startSimulator();
  await join(sim, 'omar@example.com');
  expect(await fetchPage(sim)).toContain('No Active Organization');
  await sim.send('POST', '/__sim/reset');
  await onboard(sim);
  const html = await fetchPage(sim);
  expect([html.includes('No Active Organization'), html.includes('Developers')]).toEqual([false, true]);
});

test('an email that contains markup is escaped', async () => {
  const sim = await startSimulator();
  await invite(sim, `"><script>alert(1)</script>'@example.com`);
  const html = await fetchPage(sim);
  expect(html).not.toContain('<script>');
  expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;@example.com');
});

test('only the newest hundred emails are shown', async () => {
  const sim = await startSimulator();
  for (let count = 0; count < 101; count++)
    await sim.send('POST', '/v2/invitation', { email_invited: `p${count}@example.com` });
  const html = await fetchPage(sim);
  expect([countButtons(html), html.includes('… and 1 older')]).toEqual([100, true]);
});
