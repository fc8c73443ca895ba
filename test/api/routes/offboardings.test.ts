import { describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../../src/auth/authenticate.ts';
import { offboardingExplanation } from '../../../src/contract/api/offboarding-explanation.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { offboardingCommandNames } from '../../../src/contract/rules/offboarding-commands.ts';
import { exampleOffboarding, fakeOffboardings, offboardingId } from '../fake-offboardings.ts';
import { apiKey, apiOver, get, keysOf, post } from '../fake-onboardings.ts';

const order = { email: 'ada@example.com', reason: 'Last working day' };

const withFakes = (fakes: Parameters<typeof fakeOffboardings>[1]) =>
  apiOver({}, { offboardings: fakeOffboardings([], fakes) });

describe('POST /v1/offboardings', () => {
  test('orders a departure in the name of the key', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(post('/v1/offboardings', order, { 'idempotency-key': 'once' }));
    expect(response.statusCode).toBe(202);
    expect(response.headers.location).toBe(`/v1/offboardings/${offboardingId}`);
    expect(response.json()).toEqual(exampleOffboarding());
    expect(calls).toEqual([['order', order, { name: apiKey.name, idempotencyKey: 'once' }]]);
  });

  test('a repetition is 200, without a new location', async () => {
    const { app } = withFakes({
      order: async () => ({ outcome: 'existing', offboarding: exampleOffboarding() }),
    });
    const response = await app.inject(post('/v1/offboardings', order));
    expect(response.statusCode).toBe(200);
    expect(response.headers.location).toBeUndefined();
  });

  test('a conflict is 409 and says what helps', async () => {
    const { app } = withFakes({
      order: () => Promise.reject(new ProblemError('open_offboarding_conflict', 'Use its commands.')),
    });
    const response = await app.inject(post('/v1/offboardings', order));
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ code: 'open_offboarding_conflict', detail: 'Use its commands.' });
  });

  test.each<[string, object, string]>([
    ['no reason', { email: 'ada@example.com' }, '/reason'],
    ['an empty reason', { ...order, reason: ' ' }, '/reason'],
    ['no email', { reason: 'Last working day' }, '/email'],
    ['a text that is no email', { ...order, email: 'ada' }, '/email'],
    ['half a day of grace', { ...order, graceDays: 0.5 }, '/graceDays'],
    ['a grace period of years', { ...order, graceDays: 366 }, '/graceDays'],
    ['a negative grace period', { ...order, graceDays: -1 }, '/graceDays'],
    ['an unknown key', { ...order, force: true }, '/force'],
  ])('with %s is 400', async (_case, body, field) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post('/v1/offboardings', body));
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toMatchObject([{ field }]);
    expect(calls).toEqual([]);
  });

  test('needs a scope of its own: a key that hires and operates cannot remove', async () => {
    const keys = keysOf(`hr/read+write+operate+decode:${apiKey.secret}`);
    const { app, calls } = apiOver({}, { authenticate: createAuthenticate(() => keys) });
    const response = await app.inject(post('/v1/offboardings', order));
    expect(response.statusCode).toBe(403);
    expect(response.json().detail).toContain('onboardings:offboard');
    expect(calls).toEqual([]);
  });
});

describe('GET', () => {
  test('/v1/offboardings lists, and takes a filter', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(
      get('/v1/offboardings?state=suspended&email=ada%40example.com&limit=10'),
    );
    expect(response.json()).toEqual({ items: [exampleOffboarding()], nextCursor: null });
    expect(calls).toEqual([
      ['listOffboardings', { state: 'suspended', email: 'ada@example.com', limit: 10 }],
    ]);
    expect((await app.inject(get('/v1/offboardings?state=completed'))).statusCode).toBe(400);
  });

  test('/v1/offboardings/{id} returns one, and 404 for an ID that is none', async () => {
    const { app, calls } = apiOver();
    expect((await app.inject(get(`/v1/offboardings/${offboardingId}`))).json()).toEqual(exampleOffboarding());
    expect((await app.inject(get('/v1/offboardings/ada'))).statusCode).toBe(404);
    expect(calls).toEqual([['getOffboarding', offboardingId]]);
  });

  test('/v1/offboardings/{id}/explain says why, what follows, when, and what you can do', async () => {
    const { app } = apiOver({}, { uiUrlFor: (id) => `http://temporal.example.com/${id}` });
    const response = await app.inject(get(`/v1/offboardings/${offboardingId}/explain`));
    const explained = offboardingExplanation.parse(response.json());
    expect(explained).toMatchObject({
      state: 'suspended',
      nextStepAt: '2026-07-13T09:00:00.000Z',
      temporalUiUrl: `http://temporal.example.com/${offboardingId.replace(/\.2$/, '')}`,
    });
    expect(explained.reason).toContain('hr-system ordered the departure of ada@example.com');
    expect(explained.reason).toContain('Last working day');
    expect(explained.actions.map(({ request }) => request)).toEqual([
      `POST /v1/offboardings/${offboardingId}/check`,
      `POST /v1/offboardings/${offboardingId}/hold`,
      `POST /v1/offboardings/${offboardingId}/remove-now {"reason":"…"}`,
      `POST /v1/offboardings/${offboardingId}/reinstate {"reason":"…"}`,
    ]);
  });
});

describe('POST /v1/offboardings/{id}/<command>', () => {
  const needReason = ['skip', 'confirm', 'remove-now', 'reinstate'];

  test.each(offboardingCommandNames)('%s is sent in the name of the key', async (command) => {
    const { app, calls } = apiOver();
    const body = needReason.includes(command) ? { reason: 'The contract was extended' } : {};
    const url = `/v1/offboardings/${offboardingId}/${command}`;
    const response = await app.inject(post(url, body, { 'idempotency-key': 'once' }));
    expect(response.statusCode).toBe(200);
    expect(calls).toEqual([
      ['commandOffboarding', offboardingId, command, body, { name: apiKey.name, requestId: 'once' }],
    ]);
  });

  test.each(needReason)('%s needs a reason', async (command) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(`/v1/offboardings/${offboardingId}/${command}`, {}));
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toMatchObject([{ field: '/reason' }]);
    expect(calls).toEqual([]);
  });

  test('a command that the state does not allow is 409', async () => {
    const { app } = withFakes({
      command: () => Promise.reject(new ProblemError('command_not_possible', 'Allowed now: check.')),
    });
    const response = await app.inject(post(`/v1/offboardings/${offboardingId}/retry`, {}));
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ code: 'command_not_possible', detail: 'Allowed now: check.' });
  });
});
