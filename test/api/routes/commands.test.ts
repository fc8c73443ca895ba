import { describe, expect, test } from 'vitest';
import { commandNames } from '../../../src/contract/rules/commands.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiKey, apiOver, get, post, onboardingId, exampleOnboarding } from '../fake-onboardings.ts';

const url = (command: string) => `/v1/onboardings/${onboardingId}/${command}`;

const bodies: Readonly<Record<(typeof commandNames)[number], object>> = {
  check: {},
  resend: {},
  hold: { reason: 'The start date moves' },
  resume: {},
  retry: { policies: ['Provisioning', 'Billing'] },
  skip: { reason: 'I saw the access' },
  'approve-address': { address: 'ada.l@example.com', reason: 'Her private one' },
  cancel: { reason: 'The offer was withdrawn' },
};

describe('POST /v1/onboardings/{id}/<command>', () => {
  test.each(commandNames)('%s is sent in the name of the key, with its body', async (command) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(url(command), bodies[command], { 'idempotency-key': 'once' }));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(exampleOnboarding());
    expect(calls).toEqual([
      ['command', onboardingId, command, bodies[command], { name: apiKey.name, requestId: 'once' }],
    ]);
  });

  test('without an Idempotency-Key each request is a separate command', async () => {
    const { app, calls } = apiOver();
    for (const _ of [1, 2]) expect((await app.inject(post(url('check'), ''))).statusCode).toBe(200);
    const ids = calls.map((call) => (call[4] as { requestId: string }).requestId);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('a command that the state does not allow is 409, with the message of the onboarding', async () => {
    const { app } = apiOver({
      command: () => Promise.reject(new ProblemError('command_not_possible', 'Possible now: check.')),
    });
    const response = await app.inject(post(url('retry'), ''));
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ code: 'command_not_possible', detail: 'Possible now: check.' });
  });

  test('a command that no worker picks up is 503 with Retry-After', async () => {
    const { app } = apiOver({
      command: () =>
        Promise.reject(new ProblemError('worker_unavailable', 'Repeat it.', { retryAfterSeconds: 10 })),
    });
    const response = await app.inject(post(url('cancel'), bodies.cancel));
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('10');
  });
});

describe('a body', () => {
  const optional = ['check', 'resend', 'hold', 'resume', 'retry'] as const;

  test.each(optional)('of %s may be absent, empty or {}', async (command) => {
    const { app, calls } = apiOver();
    const bare = { ...get(url(command)), method: 'POST' as const };
    for (const request of [bare, post(url(command), ''), post(url(command), {})]) {
      expect((await app.inject(request)).statusCode).toBe(200);
    }
    expect(calls.map((call) => call[3])).toEqual([{}, {}, {}]);
  });

  test.each([
    ['skip', '/reason', { reason: 'The offer was withdrawn' }],
    ['cancel', '/reason', { reason: 'The offer was withdrawn' }],
    ['approve-address', '/address', { address: 'ada.l@example.com' }],
  ] as const)(
    'of %s is required: without one it is 400, names %s and shows an example',
    async (command, field, example) => {
      const { app, calls } = apiOver();
      const bare = { ...get(url(command)), method: 'POST' as const };
      for (const request of [bare, post(url(command), ''), post(url(command), {})]) {
        const response = await app.inject(request);
        expect(response.statusCode).toBe(400);
        expect(response.json()).toMatchObject({
          code: 'invalid_request',
          detail: `${field} is required. Send, for example, ${JSON.stringify(example)}.`,
          errors: [{ field, message: 'is required' }],
        });
        expect((await app.inject(post(url(command), example))).statusCode).toBe(200);
      }
      expect(calls).toHaveLength(3);
    },
  );

  test.each<[string, string, unknown, string, string]>([
    ['an unknown key', 'cancel', { reason: 'r', force: true }, '/force', 'is not allowed; allowed: reason'],
    [
      'a key for a command that takes none',
      'check',
      { reason: 'r' },
      '/reason',
      'is not allowed: this request takes no fields',
    ],
    ['null', 'hold', null, '', 'must be a JSON object'],
    ['an array', 'check', [], '', 'must be a JSON object'],
    ['an empty reason', 'cancel', { reason: ' ' }, '/reason', 'must not be empty'],
    ['a number as reason', 'hold', { reason: 7 }, '/reason', 'must be a string'],
    ['a reason of 501', 'skip', { reason: 'r'.repeat(501) }, '/reason', 'must have at most 500 characters'],
    [
      'a reason that would falsify a log',
      'cancel',
      { reason: 'ok\ncancelled by root' },
      '/reason',
      'must not contain control or invisible characters',
    ],
    [
      'a text that is not an email',
      'approve-address',
      { address: 'ada' },
      '/address',
      'must be an email address',
    ],
    [
      'no policies',
      'retry',
      { policies: [] },
      '/policies',
      'must name at least one managed policy, or the person would have no access',
    ],
    ['a policy twice', 'retry', { policies: ['P', 'P'] }, '/policies', 'must not name a policy twice'],
  ])('with %s is 400 (%s)', async (_case, command, body, field, message) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(url(command), JSON.stringify(body)));
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toEqual([{ field, message }]);
    expect(response.json().detail).not.toContain('Send, for example');
    expect(calls).toEqual([]);
  });

  test('is trimmed and normalized', async () => {
    const { app, calls } = apiOver();
    await app.inject(post(url('cancel'), { reason: ' Zoe\u0308 left ' }));
    expect(calls[0]?.[3]).toEqual({ reason: 'Zo\u00eb left' });
  });

  test('is rejected if it is not JSON, or has another media type', async () => {
    const { app } = apiOver();
    const broken = await app.inject(post(url('cancel'), '{"reason": why}'));
    expect(broken.json()).toMatchObject({ status: 400, code: 'invalid_json' });
    const text = await app.inject(post(url('cancel'), 'why', { 'content-type': 'text/plain' }));
    expect(text.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });
});
