import { describe, expect, test, vi } from 'vitest';
import { apiOver, get } from '../fake-onboardings.ts';

test('/live is 200 while Temporal is unavailable', async () => {
  const { app } = apiOver({ ping: () => Promise.reject(new Error('away')) });
  const response = await app.inject('/live');
  expect([response.statusCode, response.json()]).toEqual([200, { status: 'live' }]);
});

describe('/ready', () => {
  test('is 200 if Temporal responds', async () => {
    const response = await apiOver().app.inject('/ready');
    expect([response.statusCode, response.json()]).toEqual([200, { status: 'ready' }]);
  });

  test('is 503 if Temporal does not respond', async () => {
    const response = await apiOver({ ping: () => Promise.reject(new Error('away')) }).app.inject('/ready');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.json()).toMatchObject({ code: 'temporal_unavailable' });
  });

  test('is 503 while the process is about to stop; other routes are served and close the connection', async () => {
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

  test('is 503 after two seconds without a response', async () => {
    const called = Promise.withResolvers<void>();
    const { app } = apiOver({
      ping: () => {
        called.resolve();
        return new Promise(() => {});
      },
    });
    await app.ready();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const settled = vi.fn<() => void>();
      const response = app.inject('/ready').finally(settled);
      await called.promise;
      await vi.advanceTimersByTimeAsync(1_999);
      expect(settled).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect((await response).statusCode).toBe(503);
    } finally {
      vi.useRealTimers();
    }
  });
});
