import { describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../../src/auth/authenticate.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiKey, apiOver, keysOf, onboardingId } from '../../api/fake-onboardings.ts';
import { cookieOf, sameOrigin, submit } from '../browser-session.ts';

const marked = /<main [^>]*\bdata-answer\b[^>]*>/;

const refuse = () => Promise.reject(new ProblemError('command_not_possible', 'It is not possible.'));

/** A console in which no command is possible, and the paths of its forms. */
async function setUp() {
  const { app } = apiOver(
    { rehire: refuse, command: refuse },
    {
      authenticate: createAuthenticate(() => keysOf(`${apiKey.name}:${apiKey.secret}`)),
      console: { organization: 'example', sessionKey: Buffer.alloc(32, 's') },
    },
    { order: refuse },
  );
  const forms = new Set<string>();
  app.addHook('onRoute', ({ method, url }) => {
    if (url.startsWith('/console') && [method].flat().includes('POST')) forms.add(url);
  });
  await app.ready();
  return { app, paths: [...forms].map((url) => url.replace(':id', onboardingId)) };
}

describe('the page that answers a form', () => {
  test('is marked, so that the script neither replaces it nor sends the form again', async () => {
    const { app, paths } = await setUp();
    expect(paths.length).toBeGreaterThan(10);
    const cookie = await cookieOf(app, apiKey.secret);
    const sessions = { signedIn: { ...sameOrigin, cookie }, signedOut: sameOrigin, foreign: { cookie } };
    const redirected: string[] = [];
    const unmarked: string[] = [];
    for (const [session, headers] of Object.entries(sessions)) {
      for (const path of paths) {
        const { statusCode, body } = await submit(app, path, {}, headers);
        if (statusCode === 303) redirected.push(`${session}: ${path}`);
        else if (!marked.test(body)) unmarked.push(`${session}: ${path}`);
      }
    }
    expect(unmarked).toEqual([]);
    expect(redirected).toEqual(['signedIn: /console/sign-out', 'signedOut: /console/sign-out']);
  });

  test('differs in this from the page under an address', async () => {
    const { app } = await setUp();
    const cookie = await cookieOf(app, apiKey.secret);
    for (const url of ['/console', '/console/import', '/console/nothing', '/console/sign-in']) {
      const { body } = await app.inject({ url, headers: { cookie } });
      expect(/<main [^>]*>/.exec(body)?.[0]).toMatch(/^<main id="main" tabindex="-1" ?>$/);
    }
  });
});
