import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiOver, deliveryView, get, post } from '../fake-onboardings.ts';

const { id } = deliveryView();

describe('GET /v1/events', () => {
  test('lists failed deliveries by default', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(get('/v1/events'));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ items: [deliveryView()], nextCursor: null });
    await app.inject(get('/v1/events?status=under_way&limit=5&cursor=abc'));
    expect(calls).toEqual([
      ['listEvents', { status: 'failed', limit: 50 }],
      ['listEvents', { status: 'under_way', limit: 5, cursor: 'abc' }],
    ]);
  });

  test.each(['status=lost', 'limit=0', 'limit=201', 'state=failed'])('rejects ?%s', async (query) => {
    const { app, calls } = apiOver();
    const response = await app.inject(get(`/v1/events?${query}`));
    expect([response.statusCode, response.json().code]).toEqual([400, 'invalid_request']);
    expect(calls).toEqual([]);
  });

  test('needs a key', async () => {
    const { app } = apiOver();
    expect((await app.inject({ method: 'GET', url: '/v1/events' })).statusCode).toBe(401);
  });
});

describe('POST /v1/events/{id}/replay', () => {
  test('returns the delivery in progress', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject({ ...get(`/v1/events/${id}/replay`), method: 'POST' });
    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual(deliveryView({ status: 'under_way' }));
    expect(calls).toEqual([['replayEvent', id]]);
  });

  test.each(['nothing', id.replace('-hr', ''), id.replace('event-', 'person-'), `${id}%27`])(
    'is 404 without asking Temporal for a malformed ID: %s',
    async (wrong) => {
      const { app, calls } = apiOver();
      const response = await app.inject(post(`/v1/events/${wrong}/replay`, {}));
      expect([response.statusCode, response.json().code]).toEqual([404, 'not_found']);
      expect(calls).toEqual([]);
    },
  );

  test('is 404 if the event no longer exists', async () => {
    const { app } = apiOver({
      replayEvent: () => Promise.reject(new ProblemError('not_found', 'It is gone.')),
    });
    const response = await app.inject(post(`/v1/events/${id}/replay`, {}));
    expect([response.statusCode, response.json().detail]).toEqual([404, 'It is gone.']);
  });
});
