import { describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../../src/auth/authenticate.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { exampleOffboarding, fakeOffboardings, offboardingId } from '../fake-offboardings.ts';
import { apiKey, apiOver, keysOf, post } from '../fake-onboardings.ts';

const order = (name: string) => ({ email: `${name}@example.com`, reason: 'Last working day' });

describe('POST /v1/offboardings:batch', () => {
  test('returns a result for each item, in the order sent', async () => {
    const { app, logLines } = apiOver(
      {},
      {
        offboardings: fakeOffboardings([], {
          order: async ({ email }) => {
            if (email.startsWith('open'))
              throw new ProblemError('open_offboarding_conflict', 'Use its commands.');
            const outcome = email.startsWith('again') ? 'existing' : 'started';
            return { outcome, offboarding: exampleOffboarding({ email }) };
          },
        }),
      },
    );
    const items = [order('new'), { email: 'bad@example.com' }, order('again'), order('open'), 'text'];
    const response = await app.inject(post('/v1/offboardings:batch', { items }));
    expect(response.statusCode).toBe(207);
    expect(response.json()).toEqual({
      items: [
        { status: 202, id: offboardingId },
        { status: 400, problem: expect.objectContaining({ code: 'invalid_request' }) },
        { status: 200, id: offboardingId },
        { status: 409, problem: expect.objectContaining({ code: 'open_offboarding_conflict' }) },
        { status: 400, problem: expect.objectContaining({ code: 'invalid_request' }) },
      ],
    });
    const [, bad] = response.json<{ items: { problem?: { errors: object[] } }[] }>().items;
    expect(bad?.problem?.errors).toMatchObject([{ field: '/reason' }]);
    expect(logLines.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  test('passes on the caller, the Idempotency-Key and the size of the whole list', async () => {
    const { app, calls } = apiOver();
    const body = { items: [order('a'), order('b')], batchSize: 300 };
    await app.inject(post('/v1/offboardings:batch', body, { 'idempotency-key': 'tonight' }));
    expect(calls).toEqual([['orderAll', body.items, { name: apiKey.name, idempotencyKey: 'tonight' }, 300]]);
  });

  test('an item that fails unexpectedly is logged and affects no other', async () => {
    const { app, logLines } = apiOver(
      {},
      {
        offboardings: fakeOffboardings([], {
          order: async ({ email }) => {
            if (email.startsWith('bug')) throw new TypeError('a bug');
            return { outcome: 'started', offboarding: exampleOffboarding() };
          },
        }),
      },
    );
    const items = [order('bug'), order('fine')];
    const response = await app.inject(post('/v1/offboardings:batch', { items }));
    expect(response.json<{ items: { status: number }[] }>().items.map(({ status }) => status)).toEqual([
      500, 202,
    ]);
    expect(response.body).not.toContain('a bug');
    expect(logLines.join('\n')).toContain('a bug');
  });

  test.each<[string, object, string]>([
    ['no items', { items: [] }, '/items'],
    ['too many items', { items: Array.from({ length: 1_001 }, () => order('a')) }, '/items'],
    ['a size of nothing', { items: [order('a')], batchSize: 0 }, '/batchSize'],
    ['half a person', { items: [order('a')], batchSize: 1.5 }, '/batchSize'],
  ])('with %s is 400', async (_case, body, field) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post('/v1/offboardings:batch', body));
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toMatchObject([{ field }]);
    expect(calls).toEqual([]);
  });
});

describe('POST /v1/offboardings:plan', () => {
  test('plans the valid items, refuses the others, and says what the brake would do', async () => {
    const brake = { holds: true, asking: 1, batchSize: 300, passed: 0, held: 0, limit: 10 };
    const { app } = apiOver(
      {},
      {
        offboardings: fakeOffboardings([], {
          plan: async () => ({ items: [{ plan: 'offboard', invitations: 1 }], brake }),
        }),
      },
    );
    const items = ['text', order('ada')];
    const response = await app.inject(post('/v1/offboardings:plan', { items, batchSize: 300 }));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      items: [
        { plan: 'refuse', problem: expect.objectContaining({ code: 'invalid_request' }) },
        { plan: 'offboard', invitations: 1 },
      ],
      brake,
    });
  });
});

test.each(['batch', 'plan'])('a key that hires and operates can send no %s', async (route) => {
  const keys = keysOf(`hr/read+write+operate+decode:${apiKey.secret}`);
  const { app, calls } = apiOver({}, { authenticate: createAuthenticate(() => keys) });
  const response = await app.inject(post(`/v1/offboardings:${route}`, { items: [order('ada')] }));
  expect(response.statusCode).toBe(403);
  expect(response.json().detail).toContain('onboardings:offboard');
  expect(calls).toEqual([]);
});
