import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import type { OnboardingState } from '../../../src/contract/rules/states.ts';
import { exampleOnboarding, personId } from '../../api/fake-onboardings.ts';
import type { OffboardingState } from '../../../src/contract/rules/offboarding-states.ts';
import { exampleOffboarding } from '../../api/fake-offboardings.ts';
import { consoleOver } from '../signed-in.ts';

describe('the list', () => {
  test('shows a count for each state, as a link', async () => {
    const counts = new Map<OnboardingState, number>([
      ['needs_attention', 3],
      ['completed', 1_234],
    ]);
    const { body } = await consoleOver({ countPeople: async () => counts }).open('/console');
    const link =
      /href="\/console\?state=needs_attention"[^>]*>\s*Needs attention\s*<span class="count bad">3</;
    expect(body).toMatch(link);
    expect(body).toMatch(/state=completed"[^>]*>\s*Completed\s*<span class="count good">1234</);
  });

  test('appears without counts if Temporal does not count', async () => {
    const { open } = consoleOver({ countPeople: () => Promise.reject(new Error('down')) });
    const { statusCode, body } = await open('/console');
    expect(statusCode).toBe(200);
    expect(body).not.toContain('class="count ');
  });

  test('asks first for people who need attention, on the first page only', async () => {
    const { calls, open } = consoleOver();
    await open('/console');
    expect(calls).toEqual([
      ['list', { state: 'needs_attention', limit: 10 }],
      ['listOffboardings', { state: 'needs_attention', limit: 10 }],
      ['list', { limit: 50 }],
    ]);
    calls.length = 0;
    await open('/console?state=on_hold&group=Developers&cursor=c');
    expect(calls).toEqual([['list', { limit: 50, state: 'on_hold', group: 'Developers', cursor: 'c' }]]);
  });

  test('leads to the next page with the same filter', async () => {
    const { body } = await consoleOver({
      list: async () => ({ items: [exampleOnboarding()], nextCursor: 'a.b' }),
    }).open('/console?group=R%26D');
    expect(body).toContain('href="/console?group=R%26D&amp;cursor=a.b"');
  });

  test.each(['/console?state=nothing', '/console?state=on_hold&state=completed'])(
    'refuses %s',
    async (url) => {
      const { calls, open } = consoleOver();
      expect((await open(url)).statusCode).toBe(400);
      expect(calls).toEqual([]);
    },
  );

  test('shows a problem of Temporal as a page', async () => {
    const { statusCode, headers, body } = await consoleOver({
      list: () => Promise.reject(new ProblemError('temporal_unavailable', 'Temporal does not respond.')),
    }).open('/console');
    expect(statusCode).toBe(503);
    expect(headers['content-type']).toContain('text/html');
    expect(body).toContain('Temporal does not respond.');
  });
});

describe('people who leave', () => {
  test('have a count for each state, as a link', async () => {
    const leavers = new Map<OffboardingState, number>([['suspended', 7]]);
    const { body } = await consoleOver({}, undefined, undefined, { countByState: async () => leavers }).open(
      '/console',
    );
    expect(body).toMatch(
      /href="\/console\?leaving=suspended"[^>]*>\s*<span class="hidden">Leaving: <\/span>\s*Suspended\s*<span class="count waiting">7</,
    );
  });

  test.each([
    ['all', {}],
    ['suspended', { state: 'suspended' }],
  ])('are listed with the filter %s, by what happens next', async (leaving, filter) => {
    const { calls, open } = consoleOver();
    const { body } = await open(`/console?leaving=${leaving}&cursor=c`);
    expect(calls).toEqual([['listOffboardings', { limit: 50, cursor: 'c', ...filter }]]);
    expect(body).toContain(exampleOffboarding().nextStep);
    expect(body).toMatch(new RegExp(`leaving=${leaving}" aria-current="true"`));
    expect((await open('/console?leaving=completed')).statusCode).toBe(400);
  });

  test('are found by their email if they were never hired here', async () => {
    const { calls, send } = consoleOver({ list: async () => ({ items: [], nextCursor: null }) });
    const response = await send('/console', { person: 'ada@example.com' });
    expect(response.headers.location).toBe(`/console/people/${personId}`);
    expect(calls.map(([name]) => name)).toEqual(['list', 'listOffboardings']);
  });
});

describe('the search', () => {
  test.each([
    ['Ada@Example.com', { email: 'Ada@Example.com' }],
    ['personnel-17', { externalId: 'personnel-17' }],
  ])('for %s leads to the person', async (person, filter) => {
    const { calls, send } = consoleOver();
    const response = await send('/console', { person: person });
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(`/console/people/${personId}`);
    expect(calls).toEqual([['list', { ...filter, limit: 1 }]]);
  });

  test('finds an external ID that looks like an email', async () => {
    const none = { items: [], nextCursor: null };
    const found = { items: [exampleOnboarding()], nextCursor: null };
    const { calls, send } = consoleOver(
      { list: async ({ externalId }) => (externalId === undefined ? none : found) },
      undefined,
      undefined,
      { list: async () => none },
    );
    const response = await send('/console', { person: 'ada@hr.example.com' });
    expect(response.headers.location).toBe(`/console/people/${personId}`);
    expect(calls).toEqual([
      ['list', { email: 'ada@hr.example.com', limit: 1 }],
      ['listOffboardings', { email: 'ada@hr.example.com', limit: 1 }],
      ['list', { externalId: 'ada@hr.example.com', limit: 1 }],
    ]);
  });

  test('says that nobody is known', async () => {
    const none = { list: async () => ({ items: [], nextCursor: null }) };
    const response = await consoleOver(none, undefined, undefined, none).send('/console', {
      person: 'nobody@example.com',
    });
    expect(response.statusCode).toBe(404);
    expect(response.body).toContain(
      'This service knows nobody with the email or external ID nobody@example.com.',
    );
  });

  test('puts no email into an address or a log', async () => {
    const { logLines, send } = consoleOver();
    const { headers } = await send('/console', { person: 'ada@example.com' });
    expect(`${headers.location} ${logLines.join()}`).not.toContain('@');
  });
});
