import { describe, expect, test } from 'vitest';
import { apiKey, apiOver, get, personId } from '../api/fake-onboardings.ts';
import { cookieOf } from './browser-session.ts';

const on = { console: { organization: 'example', sessionKey: Buffer.alloc(32, 's') } };

type App = ReturnType<typeof apiOver>['app'];

async function open(app: App, url: string) {
  return await app.inject({ url, headers: { cookie: await cookieOf(app, apiKey.secret) } });
}

describe('the console', () => {
  test('is not served unless it is turned on', async () => {
    expect((await apiOver().app.inject(get('/console'))).statusCode).toBe(404);
    expect((await open(apiOver({}, on).app, '/console')).statusCode).toBe(200);
  });

  test('is no part of the description of the API', async () => {
    const { app } = apiOver({}, on);
    const { paths } = (await app.inject(get('/openapi.json'))).json<{ paths: object }>();
    expect(Object.keys(paths).length).toBeGreaterThan(5);
    expect(Object.keys(paths).filter((path) => path.startsWith('/console'))).toEqual([]);
  });

  test('shows what goes wrong as a page', async () => {
    const { app } = apiOver({}, on);
    const response = await open(app, '/console/nothing');
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.body).toContain('The console has no such page.');
  });

  test('serves its style and its script under names that change with their content, to everyone', async () => {
    const { app } = apiOver({}, on);
    const { body } = await open(app, '/console');
    const paths = [...body.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(paths).toHaveLength(3);
    for (const url of paths) {
      const response = await app.inject({ method: 'GET', url: url ?? '' });
      expect(response.statusCode).toBe(200);
      expect(response.headers['cache-control']).toContain('immutable');
    }
  });

  test('shows nothing to a caller with a key and no session', async () => {
    const { app, calls } = apiOver({}, on);
    for (const url of ['/console', '/console/nothing']) {
      const response = await app.inject(get(url));
      expect(response.statusCode).toBe(303);
      expect(response.headers.location).toMatch(/^\/console\/sign-in/);
    }
    expect(calls).toEqual([]);
  });

  test('has headers of its own on every response, errors included', async () => {
    const { app } = apiOver({}, on);
    const responses = [
      await open(app, '/console'),
      await open(app, '/console/nothing'),
      await app.inject('/console/sign-in'),
      await app.inject({ method: 'POST', url: '/console/nothing' }),
    ];
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 404, 200, 403]);
    for (const { headers } of responses)
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("script-src 'self'"),
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
  });

  test('logs who looked at whom, and neither query nor form', async () => {
    const { app, logLines } = apiOver({}, on);
    const cookie = await cookieOf(app, apiKey.secret);
    logLines.splice(0);
    await app.inject({ url: `/console/people/${personId}?email=ada@example.com`, headers: { cookie } });
    expect(logLines).toEqual([expect.stringMatching(/^info request /)]);
    expect(logLines[0]).toContain(`caller: '${apiKey.name}'`);
    expect(logLines[0]).toContain(`workflowId: '${personId}'`);
    expect(logLines[0]).not.toContain('ada');
  });

  test('has a button that signs out', async () => {
    const { app } = apiOver({}, on);
    const { body } = await open(app, '/console');
    expect(body).toMatch(/<form [^>]*method="post" action="\/console\/sign-out">/);
  });
});
