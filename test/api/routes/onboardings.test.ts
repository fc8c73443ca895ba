import { describe, expect, test } from 'vitest';
import { onboardingPage, onboardingView as runSchema } from '../../../src/contract/api/onboarding-view.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiKey, apiOver, get, post, runId, runView, validBody } from '../fake-onboardings.ts';

describe('POST /v1/onboardings', () => {
  test('starts a run: 202, where to follow it, and the run', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(post('/v1/onboardings', { ...validBody, email: ' Ada@example.com ' }));
    expect(response.statusCode).toBe(202);
    expect(response.headers['location']).toBe(`/v1/onboardings/${runId}`);
    expect(runSchema.parse(response.json())).toEqual(runView());
    expect(calls).toEqual([['start', { ...validBody, email: 'Ada@example.com' }, { name: apiKey.name }]]);
  });

  test('answers 200 and no Location for a run that exists', async () => {
    const { app } = apiOver({ start: async () => ({ outcome: 'existing', run: runView() }) });
    const response = await app.inject(post('/v1/onboardings', validBody));
    expect(response.statusCode).toBe(200);
    expect(response.headers['location']).toBeUndefined();
    expect(response.json()).toEqual(runView());
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
  ])('refuses an Idempotency-Key that is %s', async (_what, key) => {
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
  ] as const)('tells %s as %i', async (code, status) => {
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
  test('asks for one page of 50 and passes the cursor of the next one', async () => {
    const { app, calls } = apiOver({ list: async () => ({ items: [runView()], nextCursor: 'abc' }) });
    const response = await app.inject(get('/v1/onboardings'));
    expect(response.statusCode).toBe(200);
    expect(onboardingPage.parse(response.json())).toEqual({ items: [runView()], nextCursor: 'abc' });
    expect(calls).toEqual([['list', { limit: 50 }]]);
  });

  test('passes state, limit and cursor', async () => {
    const { app, calls } = apiOver();
    await app.inject(get('/v1/onboardings?state=needs_attention&limit=200&cursor=abc'));
    expect(calls).toEqual([['list', { state: 'needs_attention', limit: 200, cursor: 'abc' }]]);
  });

  const limitMessage = 'must be a whole number from 1 to 200';
  test.each([
    ['limit=0', 'limit', limitMessage],
    ['limit=201', 'limit', limitMessage],
    ['limit=1.5', 'limit', limitMessage],
    ['limit=ten', 'limit', limitMessage],
    ['limit=', 'limit', limitMessage],
    ['limit=1&limit=2', 'limit', limitMessage],
    ['state=waiting', 'state', /^must be one of: checking, inviting, /],
    ['state=completed&state=checking', 'state', /^must be one of: /],
    [`cursor=${'c'.repeat(4097)}`, 'cursor', 'must have at most 4096 characters'],
    ['page=2', 'page', 'is not known here; known: state, limit, cursor'],
  ])('refuses ?%s and names the parameter', async (query, field, message) => {
    const { app, calls } = apiOver();
    const response = await app.inject(get(`/v1/onboardings?${query}`));
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toEqual([{ field, message: expect.stringMatching(message) }]);
    expect(calls).toEqual([]);
  });
});

describe('GET /v1/onboardings/{id}', () => {
  test('answers the run', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(get(`/v1/onboardings/${runId}`));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(runView());
    expect(calls).toEqual([['get', runId]]);
  });

  test('a run that an older version published, without a newer field, is still answered', async () => {
    const { nextStep: _, ...older } = runView();
    const { app } = apiOver({ get: async () => older as ReturnType<typeof runView> });
    const response = await app.inject(get(`/v1/onboardings/${runId}`));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(older);
  });

  test.each(['', '/explain'])('says 404 for an id that Temporal does not know (%s)', async (rest) => {
    const { app } = apiOver({
      get: () => Promise.reject(new ProblemError('not_found', 'No run has this id.')),
    });
    const response = await app.inject(get(`/v1/onboardings/${runId}${rest}`));
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: 'not_found', detail: 'No run has this id.' });
  });

  test.each([
    '1',
    'group-0123456789abcdef0123456789abcdef',
    `${runId}0`,
    runId.toUpperCase(),
    '%0a',
    'x'.repeat(2000),
  ])('says 404 for %j without asking Temporal', async (id) => {
    const { app, calls } = apiOver();
    const asked = [
      get(`/v1/onboardings/${id}`),
      get(`/v1/onboardings/${id}/explain`),
      post(`/v1/onboardings/${id}/check`, ''),
    ];
    for (const request of asked) {
      const response = await app.inject(request);
      expect(response.statusCode).toBe(404);
      expect(response.json().code).toBe('not_found');
    }
    expect(calls).toEqual([]);
  });
});
