import { describe, expect, test, vi } from 'vitest';
import { apiOver, get } from '../fake-onboardings.ts';

test('/live says so while Temporal is away', async () => {
  const { app } = apiOver({ ping: () => Promise.reject(new Error('away')) });
  const response = await app.inject('/live');
  expect([response.statusCode, response.json()]).toEqual([200, { status: 'live' }]);
});

describe('/ready', () => {
  test('is 200 where Temporal answers', async () => {
    const response = await apiOver().app.inject('/ready');
    expect([response.statusCode, response.json()]).toEqual([200, { status: 'ready' }]);
  });

  test('is 503 where it does not', async () => {
    const response = await apiOver({ ping: () => Promise.reject(new Error('away')) }).app.inject('/ready');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.json()).toMatchObject({ code: 'temporal_unavailable' });
  });

  test('is 503 while the process is about to stop, which still answers and keeps no connection', async () => {
    let isDraining = false;
    const { app } = apiOver({}, { isDraining: () => isDraining });
    expect((await app.inject('/ready')).statusCode).toBe(200);
    isDraining = true;
    const ready = await app.inject('/ready');
    expect([ready.statusCode, ready.json()]).toMatchObject([503, { code: 'stopping' }]);
    expect((await app.inject('/live')).statusCode).toBe(200);
    const list = await app.inject(get('/v1/onboardings'));
    expect([list.statusCode, list.headers.connection]).toEqual([200, 'close']);
  });

  test('is 503 after two seconds without an answer', async () => {
    const asked = Promise.withResolvers<void>();
    const { app } = apiOver({
      ping: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    await app.ready();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const settled = vi.fn<() => void>();
      const answer = app.inject('/ready').finally(settled);
      await asked.promise;
      await vi.advanceTimersByTimeAsync(1_999);
      expect(settled).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect((await answer).statusCode).toBe(503);
    } finally {
      vi.useRealTimers();
    }
  });
});
