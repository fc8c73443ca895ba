import { describe, expect, test } from 'vitest';
import { commandNames } from '../../../src/contract/rules/commands.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiKey, apiOver, get, post, runId, runView } from '../fake-onboardings.ts';

const url = (command: string) => `/v1/onboardings/${runId}/${command}`;

const given: Readonly<Record<(typeof commandNames)[number], object>> = {
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
  test.each(commandNames)('%s is given in the name of the key, with its body', async (command) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(url(command), given[command], { 'idempotency-key': 'once' }));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(runView());
    expect(calls).toEqual([
      ['command', runId, command, given[command], { name: apiKey.name, requestId: 'once' }],
    ]);
  });

  test('without an Idempotency-Key every call is a command of its own', async () => {
    const { app, calls } = apiOver();
    for (const _ of [1, 2]) expect((await app.inject(post(url('check'), ''))).statusCode).toBe(200);
    const ids = calls.map((call) => (call[4] as { requestId: string }).requestId);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('what the state does not allow is 409, in the words of the run', async () => {
    const { app } = apiOver({
      command: () => Promise.reject(new ProblemError('command_not_possible', 'Possible now: check.')),
    });
    const response = await app.inject(post(url('retry'), ''));
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ code: 'command_not_possible', detail: 'Possible now: check.' });
  });

  test('that no worker took it is 503 with when to repeat it', async () => {
    const { app } = apiOver({
      command: () =>
        Promise.reject(new ProblemError('worker_unavailable', 'Repeat it.', { retryAfterSeconds: 10 })),
    });
    const response = await app.inject(post(url('cancel'), given.cancel));
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('10');
  });
});

describe('a body', () => {
  const mayBeLeftOut = ['check', 'resend', 'hold', 'resume', 'retry'] as const;

  test.each(mayBeLeftOut)('%s needs none: absent, empty or {}', async (command) => {
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
  ] as const)('%s without one is 400, names %s and says what to send', async (command, field, example) => {
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
  });

  test.each<[string, string, unknown, string, string]>([
    ['an unknown key', 'cancel', { reason: 'r', force: true }, '/force', 'is not known here; known: reason'],
    [
      'any key where none is taken',
      'check',
      { reason: 'r' },
      '/reason',
      'is not known here, where nothing is asked for',
    ],
    ['null', 'hold', null, '', 'must be a JSON object'],
    ['a list', 'check', [], '', 'must be a JSON object'],
    ['an empty reason', 'cancel', { reason: ' ' }, '/reason', 'must not be empty'],
    ['a number as reason', 'hold', { reason: 7 }, '/reason', 'must be a text'],
    ['a reason of 501', 'skip', { reason: 'r'.repeat(501) }, '/reason', 'must have at most 500 characters'],
    [
      'a reason that makes a log lie',
      'cancel',
      { reason: 'ok\ncancelled by root' },
      '/reason',
      'must not contain control or invisible characters',
    ],
    ['no address', 'approve-address', { address: 'ada' }, '/address', 'must be an email address'],
    [
      'no policies',
      'retry',
      { policies: [] },
      '/policies',
      'must name at least one managed policy, or the person would have no access',
    ],
    ['a policy twice', 'retry', { policies: ['P', 'P'] }, '/policies', 'must not name a policy twice'],
  ])('with %s is 400 (%s)', async (_what, command, body, field, message) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(url(command), JSON.stringify(body)));
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toEqual([{ field, message }]);
    expect(response.json().detail).not.toContain('Send, for example');
    expect(calls).toEqual([]);
  });

  test('is trimmed and in one Unicode form', async () => {
    const { app, calls } = apiOver();
    await app.inject(post(url('cancel'), { reason: ' Zoe\u0308 left ' }));
    expect(calls[0]?.[3]).toEqual({ reason: 'Zo\u00eb left' });
  });

  test('that is no JSON is refused, and so is one that is not said to be', async () => {
    const { app } = apiOver();
    const broken = await app.inject(post(url('cancel'), '{"reason": why}'));
    expect(broken.json()).toMatchObject({ status: 400, code: 'invalid_json' });
    const text = await app.inject(post(url('cancel'), 'why', { 'content-type': 'text/plain' }));
    expect(text.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });
});
