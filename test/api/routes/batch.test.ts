import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiOver, get, post, onboardingId, exampleOnboarding, validBody } from '../fake-onboardings.ts';

const hire = (name: string) => ({ ...validBody, email: `${name}@example.com` });

describe('POST /v1/onboardings:batch', () => {
  test('returns a result for each item, in the order sent', async () => {
    const { app, calls } = apiOver({
      start: async ({ email }) => {
        if (email.startsWith('open'))
          throw new ProblemError('open_onboarding_conflict', 'Another one is open.');
        return {
          outcome: email.startsWith('again') ? 'existing' : 'started',
          onboarding: exampleOnboarding({ email }),
        };
      },
    });
    const items = [hire('new'), { ...hire('bad'), email: 'nonsense' }, hire('again'), hire('open'), 'text'];
    const response = await app.inject(post('/v1/onboardings:batch', { items }));
    expect(response.statusCode).toBe(207);
    expect(response.json()).toEqual({
      items: [
        { status: 202, id: onboardingId },
        { status: 400, problem: expect.objectContaining({ code: 'invalid_request' }) },
        { status: 200, id: onboardingId },
        { status: 409, problem: expect.objectContaining({ code: 'open_onboarding_conflict' }) },
        { status: 400, problem: expect.objectContaining({ code: 'invalid_request' }) },
      ],
    });
    const [, bad] = response.json<{ items: { problem?: { errors: object[] } }[] }>().items;
    expect(bad?.problem?.errors).toEqual([{ field: '/email', message: 'must be an email address' }]);
    expect(calls).toHaveLength(3);
  });

  test('continues if Temporal is unavailable for an item, and if an item fails unexpectedly', async () => {
    const { app, logLines } = apiOver({
      start: async ({ email }) => {
        if (email.startsWith('away')) throw new ProblemError('temporal_unavailable', 'Temporal is away.');
        if (email.startsWith('bug')) throw new TypeError('a bug');
        return { outcome: 'started', onboarding: exampleOnboarding() };
      },
    });
    const items = [hire('away'), hire('bug'), hire('fine')];
    const response = await app.inject(post('/v1/onboardings:batch', { items }));
    const statuses = response.json<{ items: { status: number }[] }>().items.map(({ status }) => status);
    expect(statuses).toEqual([503, 500, 202]);
    expect(response.body).not.toContain('a bug');
    expect(logLines.join('\n')).toContain('a bug');
  });

  test.each([
    ['onboardings', {}],
    ['offboardings', { reason: 'Last working day' }],
  ])(
    'refuses an item of %s with the externalId of an earlier one and another email',
    async (kind, fields) => {
      const { app } = apiOver();
      const person = (name: string, externalId: string | number) => ({
        ...(kind === 'onboardings' ? validBody : fields),
        email: `${name}@example.com`,
        externalId,
      });
      const items = [
        person('ada', 'hr-1'),
        person('bob', 4711),
        person('ada', 'hr-1'),
        person('eve', '4711'),
      ];
      for (const action of ['batch', 'plan']) {
        const response = await app.inject(post(`/v1/${kind}:${action}`, { items }));
        const problems = response
          .json<{ items: { problem?: object }[] }>()
          .items.map(({ problem }) => problem);
        expect(problems).toEqual([
          undefined,
          undefined,
          undefined,
          expect.objectContaining({
            code: 'external_id_conflict',
            detail:
              'items[1] of this batch has the same externalId and another email. An externalId belongs to one person: correct it, or leave it out.',
            errors: [{ field: '/externalId', message: 'is that of items[1]' }],
          }),
        ]);
      }
    },
  );

  test('leaves it to the onboardings whether an item can replace one of the same externalId', async () => {
    const { app } = apiOver();
    const wrong = { ...hire('adda'), externalId: 'hr-1' };
    const items = [wrong, { ...hire('ada'), externalId: 'hr-1', replaces: onboardingId }];
    const response = await app.inject(post('/v1/onboardings:batch', { items }));
    expect(response.json()).toMatchObject({ items: [{ status: 202 }, { status: 202 }] });
  });

  test('passes the Idempotency-Key and the caller on with each item', async () => {
    const { app, calls } = apiOver();
    const items = [hire('a'), hire('b')];
    await app.inject(post('/v1/onboardings:batch', { items }, { 'idempotency-key': 'tonight' }));
    const caller = { name: 'hr-system', idempotencyKey: 'tonight' };
    expect(calls).toEqual(items.map((item) => ['start', item, caller]));
  });

  test('accepts a thousand items, although the body exceeds the limit of a single POST', async () => {
    const { app } = apiOver();
    const items = Array.from({ length: 1_000 }, (_, index) => hire(`hire${index}`));
    const response = await app.inject(post('/v1/onboardings:batch', { items }));
    expect(response.json<{ items: object[] }>().items).toHaveLength(1_000);
  });

  test.each(['batch', 'plan'])('reads the items of a :%s as leniently as a single POST', async (action) => {
    const { app, calls } = apiOver();
    const item = {
      ...hire('a'),
      lastName: null,
      firstName: '',
      externalId: 4711,
      group: { name: 'Human\u00a0Resources' },
    };
    await app.inject(post(`/v1/onboardings:${action}`, { items: [item] }));
    const parsed = { ...hire('a'), externalId: '4711', group: { name: 'Human Resources' } };
    expect(calls[0]?.[1]).toEqual(action === 'plan' ? [parsed] : parsed);
  });

  test.each([
    ['no items', { items: [] }, 'must have at least one item'],
    ['too many items', { items: Array.from({ length: 1_001 }, () => ({})) }, 'must have at most 1000 items'],
    ['items that are not an array', { items: {} }, 'must be an array'],
  ])('rejects a batch with %s', async (_case, body, message) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post('/v1/onboardings:batch', body));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: '/items', message }],
    });
    expect(calls).toEqual([]);
  });

  test('is not an onboarding ID: another method is 405', async () => {
    const { app } = apiOver();
    const response = await app.inject({ ...get('/v1/onboardings:batch'), method: 'DELETE' });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
  });
});

describe('POST /v1/onboardings:plan', () => {
  test('returns a plan for each item, and starts nothing', async () => {
    const { app, calls } = apiOver({
      plan: async () => [
        { plan: 'invite' },
        { plan: 'refuse', code: 'policy_not_found', detail: 'No managed policy is named "x"' },
      ],
    });
    const items = [hire('new'), {}, { ...hire('wrong'), policies: ['x'] }];
    const response = await app.inject(post('/v1/onboardings:plan', { items }));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      items: [
        { plan: 'invite' },
        { plan: 'refuse', problem: expect.objectContaining({ code: 'invalid_request' }) },
        { plan: 'refuse', code: 'policy_not_found', detail: 'No managed policy is named "x"' },
      ],
    });
    expect(calls).toEqual([['plan', [items[0], items[2]]]]);
  });

  test('takes a thousand items with fifty policies each', async () => {
    const { app } = apiOver();
    const policies = Array.from({ length: 50 }, (_, index) => `Policy ${index} `.padEnd(74, 'x'));
    const items = Array.from({ length: 1_000 }, (_, index) => ({ ...hire(`hire${index}`), policies }));
    const response = await app.inject(post('/v1/onboardings:plan', { items }));
    expect(response.json<{ items: object[] }>().items).toHaveLength(1_000);
  });

  test('names how much fits if the body is larger', async () => {
    const { app } = apiOver();
    const response = await app.inject(post('/v1/onboardings:plan', `"${'x'.repeat(4 * 1_048_576)}"`));
    expect(response.statusCode).toBe(413);
    expect(response.json()).toMatchObject({ detail: 'The body may have at most 4194304 bytes.' });
  });

  test('asks no worker if no item is valid', async () => {
    const { app, calls } = apiOver();
    await app.inject(post('/v1/onboardings:plan', { items: [{}] }));
    expect(calls).toEqual([]);
  });

  test('is 503 if no worker responds', async () => {
    const { app } = apiOver({
      plan: async () => {
        throw new ProblemError('worker_unavailable', 'No worker read from Vultr in time.');
      },
    });
    const response = await app.inject(post('/v1/onboardings:plan', { items: [hire('a')] }));
    expect(response.statusCode).toBe(503);
  });
});
