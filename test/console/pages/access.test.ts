import { describe, expect, test } from 'vitest';
import { accessReport, exampleOnboarding, personId } from '../../api/fake-onboardings.ts';
import { textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const lacking = accessReport({
  access: { value: false, groups: [], policies: [], roles: [], observed: 'in no group' },
  conclusion: 'The user is Active and has no access.',
  fix: { step: 'addMember', action: 'Add the user to a group.' },
});

describe('the page about a blank screen', () => {
  test('answers both questions, says what fixes it, and links to the person', async () => {
    const { send, calls } = consoleOver({
      reportAccess: async () => lacking,
      findByEmail: async () => exampleOnboarding({ state: 'completed' }),
    });
    const response = await send('/console/access', { email: ' ada@example.com ' });
    expect(response.statusCode).toBe(200);
    const text = textOf(response);
    expect(text).toContain('The user is Active and has no access.');
    expect(text).toMatch(/Is the user Active\? Yes ?: status active/);
    expect(text).toMatch(/Does anything give them access\? No ?: in no group/);
    expect(text).toContain('Add the user to a group.');
    expect(text).toContain('the button “Hire again” on their page gives the access again');
    expect(text).not.toContain('/v1/');
    expect(response.body).toContain(`href="/console/people/${personId}"`);
    expect(calls).toContainEqual(['reportAccess', 'ada@example.com']);
  });

  test('says if too little could be read, and what', async () => {
    const { send } = consoleOver({
      reportAccess: async () =>
        accessReport({
          access: { ...lacking.access, value: null },
          invitation: { status: 'pending', expiresAt: '2026-07-02T09:00:00.000Z', sentTo: 'a@example.com' },
          failedReads: [{ name: 'groups', error: '403' }],
        }),
    });
    const text = textOf(await send('/console/access', { email: 'ada@example.com' }));
    expect(text).toMatch(/Does anything give them access\? Unknown/);
    expect(text).toContain('groups: 403');
    expect(text).toMatch(/pending\s?, sent to a@example\.com\s?, valid until 2026-07-02 09:00 UTC/);
    expect(text).toContain('This service has no onboarding of this email.');
  });

  test('keeps the email out of addresses and of the log', async () => {
    const { open, send, logLines } = consoleOver({ reportAccess: async () => lacking });
    expect((await open('/console/access')).body).toContain('method="post" action="/console/access"');
    await send('/console/access', { email: 'ada@example.com' });
    expect(logLines.length).toBeGreaterThan(0);
    expect(logLines.join('\n')).not.toContain('ada@example.com');
  });

  test('asks again if the email is none', async () => {
    const { send, calls } = consoleOver();
    const response = await send('/console/access', { email: '<ada' });
    expect([response.statusCode, textOf(response)]).toEqual([
      400,
      expect.stringContaining('The email must be an email address.'),
    ]);
    expect(response.body).toContain('value="&lt;ada"');
    expect((await send('/console/access', {})).statusCode).toBe(400);
    expect(calls).toEqual([]);
  });
});
