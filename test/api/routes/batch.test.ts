import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiOver, get, post, runId, runView, validBody } from '../fake-onboardings.ts';

const hire = (name: string) => ({ ...validBody, email: `${name}@example.com` });

describe('POST /v1/onboardings:batch', () => {
  test('answers for each item by itself, in the order sent', async () => {
    const { app, calls } = apiOver({
      start: async ({ email }) => {
        if (email.startsWith('open'))
          throw new ProblemError('open_onboarding_conflict', 'Another one is open.');
        return { outcome: email.startsWith('again') ? 'existing' : 'started', run: runView({ email }) };
      },
    });
    const items = [hire('new'), { ...hire('bad'), email: 'nonsense' }, hire('again'), hire('open'), 'text'];
    const answer = await app.inject(post('/v1/onboardings:batch', { items }));
    expect(answer.statusCode).toBe(207);
    expect(answer.json()).toEqual({
      items: [
        { status: 202, id: runId },
        { status: 400, problem: expect.objectContaining({ code: 'invalid_request' }) },
        { status: 200, id: runId },
        { status: 409, problem: expect.objectContaining({ code: 'open_onboarding_conflict' }) },
        { status: 400, problem: expect.objectContaining({ code: 'invalid_request' }) },
      ],
    });
    const [, bad] = answer.json<{ items: { problem?: { errors: object[] } }[] }>().items;
    expect(bad?.problem?.errors).toEqual([{ field: '/email', message: 'must be an email address' }]);
    expect(calls).toHaveLength(3);
  });

  test('goes on when an item meets a Temporal that is away, and when one fails in an unforeseen way', async () => {
    const { app, logLines } = apiOver({
      start: async ({ email }) => {
        if (email.startsWith('away')) throw new ProblemError('temporal_unavailable', 'Temporal is away.');
        if (email.startsWith('bug')) throw new TypeError('a bug');
        return { outcome: 'started', run: runView() };
      },
    });
    const items = [hire('away'), hire('bug'), hire('fine')];
    const answer = await app.inject(post('/v1/onboardings:batch', { items }));
    const statuses = answer.json<{ items: { status: number }[] }>().items.map(({ status }) => status);
    expect(statuses).toEqual([503, 500, 202]);
    expect(answer.body).not.toContain('a bug');
    expect(logLines.join('\n')).toContain('a bug');
  });

  test('starts those of one person one after the other, in the order sent', async () => {
    const order: string[] = [];
    const { app } = apiOver({
      start: async ({ externalId = '' }) => {
        order.push(`${externalId} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${externalId} ends`);
        return { outcome: 'started', run: runView() };
      },
    });
    const items = [
      { ...hire('Ada'), externalId: 'first' },
      { ...hire('Ada'), externalId: 'second' },
    ];
    await app.inject(post('/v1/onboardings:batch', { items }));
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  test('hands the Idempotency-Key and the caller on with each item', async () => {
    const { app, calls } = apiOver();
    const items = [hire('a'), hire('b')];
    await app.inject(post('/v1/onboardings:batch', { items }, { 'idempotency-key': 'tonight' }));
    const caller = { name: 'hr-system', idempotencyKey: 'tonight' };
    expect(calls).toEqual(items.map((item) => ['start', item, caller]));
  });

  test('takes a thousand, whose body is larger than that of a single one may be', async () => {
    const { app } = apiOver();
    const items = Array.from({ length: 1_000 }, (_, index) => hire(`hire${index}`));
    const answer = await app.inject(post('/v1/onboardings:batch', { items }));
    expect(answer.json<{ items: object[] }>().items).toHaveLength(1_000);
  });

  test.each([
    ['none', { items: [] }, 'must have at least one item'],
    ['too many', { items: Array.from({ length: 1_001 }, () => ({})) }, 'must have at most 1000 items'],
    ['no list', { items: {} }, 'must be a list'],
  ])('refuses %s as a whole', async (_what, body, message) => {
    const { app, calls } = apiOver();
    const answer = await app.inject(post('/v1/onboardings:batch', body));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: '/items', message }] });
    expect(calls).toEqual([]);
  });

  test('is no id of a run: another method is not allowed', async () => {
    const { app } = apiOver();
    const answer = await app.inject({ ...get('/v1/onboardings:batch'), method: 'DELETE' });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe('POST');
  });
});

describe('POST /v1/onboardings:plan', () => {
  test('says for each item what would become of it, and starts nothing', async () => {
    const { app, calls } = apiOver({
      plan: async () => [
        { plan: 'invite' },
        { plan: 'refuse', code: 'policy_not_found', detail: 'No managed policy is named "x"' },
      ],
    });
    const items = [hire('new'), {}, { ...hire('wrong'), policies: ['x'] }];
    const answer = await app.inject(post('/v1/onboardings:plan', { items }));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      items: [
        { plan: 'invite' },
        { plan: 'refuse', problem: expect.objectContaining({ code: 'invalid_request' }) },
        { plan: 'refuse', code: 'policy_not_found', detail: 'No managed policy is named "x"' },
      ],
    });
    expect(calls).toEqual([['plan', [items[0], items[2]]]]);
  });

  test('asks nobody where no item is a request', async () => {
    const { app, calls } = apiOver();
    await app.inject(post('/v1/onboardings:plan', { items: [{}] }));
    expect(calls).toEqual([]);
  });

  test('says that no worker answered', async () => {
    const { app } = apiOver({
      plan: async () => {
        throw new ProblemError('worker_unavailable', 'No worker read from Vultr in time.');
      },
    });
    const answer = await app.inject(post('/v1/onboardings:plan', { items: [hire('a')] }));
    expect(answer.statusCode).toBe(503);
  });
});
