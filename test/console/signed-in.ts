import { createAuthenticate } from '../../src/auth/authenticate.ts';
import type { ConsoleOptions } from '../../src/console/options.ts';
import type { Offboardings } from '../../src/offboardings/offboardings.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { apiKey, apiOver, keysOf } from '../api/fake-onboardings.ts';
import { cookieOf, sameOrigin, submit } from './browser-session.ts';

/**
 * The API with the console over a fake `Onboardings`, and the requests of someone who is signed in with the key, which is
 * written as in `ONBOARDING_API_KEYS`.
 */
export function consoleOver(
  fakes: Partial<Onboardings> = {},
  key = `${apiKey.name}:${apiKey.secret}`,
  now: () => number = Date.now,
  departures: Partial<Offboardings> = {},
  more: Pick<ConsoleOptions, 'people' | 'roles'> = {},
) {
  const sessionKey = Buffer.alloc(32, 's');
  const { app, calls, logLines } = apiOver(
    fakes,
    {
      authenticate: createAuthenticate(() => keysOf(key)),
      console: { organization: 'example', sessionKey, now, ...more },
    },
    departures,
  );
  const secret = key.slice(key.indexOf(':') + 1);
  return {
    calls,
    logLines,
    open: async (url: string) => app.inject({ url, headers: { cookie: await cookieOf(app, secret) } }),
    send: async (url: string, form: Parameters<typeof submit>[2]) =>
      submit(app, url, form, { ...sameOrigin, cookie: await cookieOf(app, secret) }),
    /** Sends a form that may have a file. */
    upload: async (url: string, fields: Record<string, string | File>) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      const body = new Response(form);
      const contentType = body.headers.get('content-type') ?? '';
      const cookie = await cookieOf(app, secret);
      return app.inject({
        method: 'POST',
        url,
        headers: { ...sameOrigin, cookie, 'content-type': contentType },
        payload: Buffer.from(await body.arrayBuffer()),
      });
    },
  };
}
