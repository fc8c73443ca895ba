import { describe, expect, test } from 'vitest';
import { onboardingPage, onboardingView } from '../../../src/contract/api/onboarding-view.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import {
  apiKey,
  apiOver,
  get,
  post,
  onboardingId,
  exampleOnboarding,
  validBody,
} from '../fake-onboardings.ts';

describe('POST /v1/onboardings', () => {
  test('starts an onboarding: 202, its Location, and the onboarding', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(post('/v1/onboardings', { ...validBody, email: ' Ada@example.com ' }));
    expect(response.statusCode).toBe(202);
    expect(response.headers['location']).toBe(`/v1/onboardings/${onboardingId}`);
    expect(onboardingView.parse(response.json())).toEqual(exampleOnboarding());
    expect(calls).toEqual([['start', { ...validBody, email: 'Ada@example.com' }, { name: apiKey.name }]]);
  });

  test('is 200 without Location for an existing onboarding', async () => {
    const { app } = apiOver({
      start: async () => ({ outcome: 'existing', onboarding: exampleOnboarding() }),
    });
    const response = await app.inject(post('/v1/onboardings', validBody));
    expect(response.statusCode).toBe(200);
    expect(response.headers['location']).toBeUndefined();
    expect(response.json()).toEqual(exampleOnboarding());
  });

  test('passes the Idempotency-Key on', async () => {
    const { app, calls } = apiOver();
    await app.inject(post('/v1/onboardings', validBody, { 'idempotency-key': 'a-b/c=1~' }));
    expect(calls).toEqual([['start', validBody, { name: apiKey.name, idempotencyKey: 'a-b/c=1~' }]]);
  });

  test.each([
    ['too long', 'k'.repeat(256)],
    ['empty', ''],
    ['with a space', 'a b'],
    ['not ASCII', 'k\u00e9y'],
  ])('rejects an Idempotency-Key that is %s', async (_case, key) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post('/v1/onboardings', validBody, { 'idempotency-key': key }));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'idempotency-key', message: 'must consist of 1 to 255 visible ASCII characters' }],
    });
    expect(calls).toEqual([]);
  });

  test.each([
    ['open_onboarding_conflict', 409],
    ['idempotency_key_reused', 422],
    ['temporal_unavailable', 503],
  ] as const)('returns %s as %i', async (code, status) => {
    const { app } = apiOver({
      start: () => Promise.reject(new ProblemError(code, 'In plain words.', { retryAfterSeconds: 5 })),
    });
    const response = await app.inject(post('/v1/onboardings', validBody));
    expect(response.statusCode).toBe(status);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.json()).toMatchObject({ code, detail: 'In plain words.' });
  });
});

describe('GET /v1/onboardings', () => {
  test('requests a page of 50 and returns the cursor of the next one', async () => {
    const { app, calls } = apiOver({
      list: async () => ({ items: [exampleOnboarding()], nextCursor: 'abc' }),
    });
    const response = await app.inject(get('/v1/onboardings'));
    expect(response.statusCode).toBe(200);
    expect(onboardingPage.parse(response.json())).toEqual({
      items: [exampleOnboarding()],
      nextCursor: 'abc',
    });
    expect(calls).toEqual([['list', { limit: 50 }]]);
  });

  test('passes state, limit and cursor', async () => {
    const { app, calls } = apiOver();
    await app.inject(get('/v1/onboardings?state=needs_attention&limit=200&cursor=abc'));
    expect(calls).toEqual([['list', { state: 'needs_attention', limit: 200, cursor: 'abc' }]]);
  });

  test.each(['cursor=', 'cursor', 'state=&limit=&cursor='])('takes ?%s as no parameter', async (query) => {
    const { app, calls } = apiOver();
    expect((await app.inject(get(`/v1/onboardings?${query}`))).statusCode).toBe(200);
    expect(calls).toEqual([['list', { limit: 50 }]]);
  });

  const limitMessage = 'must be a whole number from 1 to 200';
  test.each([
    ['limit=0', 'limit', limitMessage],
    ['limit=201', 'limit', limitMessage],
    ['limit=1.5', 'limit', limitMessage],
    ['limit=ten', 'limit', limitMessage],
    ['limit=%20', 'limit', limitMessage],
    ['limit=1&limit=2', 'limit', 'must be given only once'],
    ['state=waiting', 'state', /^must be one of: scheduled, checking, inviting, /],
    ['state=completed&state=checking', 'state', 'must be given only once'],
    ['cursor=&cursor=', 'cursor', 'must be given only once'],
    ['page=', 'page', 'is not allowed; allowed: state, group, email, externalId, limit, cursor'],
    [`cursor=${'c'.repeat(4097)}`, 'cursor', 'must have at most 4096 characters'],
    ['page=2', 'page', 'is not allowed; allowed: state, group, email, externalId, limit, cursor'],
  ])('rejects ?%s and names the parameter', async (query, field, message) => {
    const { app, calls } = apiOver();
    const response = await app.inject(get(`/v1/onboardings?${query}`));
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toEqual([{ field, message: expect.stringMatching(message) }]);
    expect(calls).toEqual([]);
  });
});

describe('GET /v1/onboardings/{id}', () => {
  test('returns the onboarding', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(get(`/v1/onboardings/${onboardingId}`));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(exampleOnboarding());
    expect(calls).toEqual([['get', onboardingId]]);
  });

  test('returns an onboarding that an older version published without a newer field', async () => {
    const { nextStep: _, ...older } = exampleOnboarding();
    const { app } = apiOver({ get: async () => older as ReturnType<typeof exampleOnboarding> });
    const response = await app.inject(get(`/v1/onboardings/${onboardingId}`));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(older);
  });

  test.each(['', '/explain'])('is 404 for an ID that Temporal does not know (%s)', async (rest) => {
    const { app } = apiOver({
      get: () => Promise.reject(new ProblemError('not_found', 'No onboarding has this ID.')),
    });
    const response = await app.inject(get(`/v1/onboardings/${onboardingId}${rest}`));
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: 'not_found', detail: 'No onboarding has this ID.' });
  });

  test.each([
    '1',
    'group-0123456789abcdef0123456789abcdef',
    `${onboardingId}x`,
    onboardingId.toUpperCase(),
    '%0a',
    'x'.repeat(2000),
  ])('is 404 for %j without asking Temporal', async (id) => {
    const { app, calls } = apiOver();
    const requests = [
      get(`/v1/onboardings/${id}`),
      get(`/v1/onboardings/${id}/explain`),
      post(`/v1/onboardings/${id}/check`, ''),
    ];
    for (const request of requests) {
      const response = await app.inject(request);
      expect(response.statusCode).toBe(404);
      expect(response.json().code).toBe('not_found');
    }
    expect(calls).toEqual([]);
  });
});
