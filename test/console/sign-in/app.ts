import { fastifyCookie } from '@fastify/cookie';
import { fastifyFormbody } from '@fastify/formbody';
import { fastify } from 'fastify';
import { createAuthenticate } from '../../../src/auth/authenticate.ts';
import { decorateCaller } from '../../../src/api/plugins/authentication.ts';
import { decorateConsoleCaller, requireSignIn } from '../../../src/console/sign-in/require-sign-in.ts';
import { secureConsole } from '../../../src/console/sign-in/security.ts';
import { signInRoutes } from '../../../src/console/sign-in/sign-in.ts';
import type { SignInOptions } from '../../../src/console/sign-in/options.ts';
import { keysOf } from '../../api/fake-onboardings.ts';

export const secrets = {
  operator: 'secret-of-the-operator',
  reader: 'secret-of-the-reader',
  decoder: 'secret-of-the-decoder',
};

export const keys = keysOf(
  `operator/read+operate:${secrets.operator},reader/read:${secrets.reader},decoder/decode:${secrets.decoder}`,
);

/** The sign-in around two pages and two forms, and the lines of its log. */
export async function consoleApp(options: Partial<SignInOptions> = {}) {
  const logLines: string[] = [];
  const write = (level: string) => (fields: object, message: string) =>
    logLines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const all: SignInOptions = {
    authenticate: createAuthenticate(() => keys),
    sessionKey: Buffer.alloc(32, 's'),
    organization: 'example',
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    ...options,
  };
  const app = fastify();
  decorateCaller(app);
  app.register(
    async (scoped) => {
      await scoped.register(fastifyCookie);
      await scoped.register(fastifyFormbody);
      decorateConsoleCaller(scoped);
      secureConsole(scoped, all);
      scoped.register(signInRoutes, all);
      scoped.register(async (pages) => {
        pages.addHook('onRequest', requireSignIn(all));
        pages.get('/', ({ consoleCaller }) => consoleCaller);
        pages.get('/people/:id', ({ caller, callerLabel }) => ({ caller, callerLabel }));
        pages.post('/people/:id/hold', ({ consoleCaller }) => consoleCaller);
        pages.post('/import', { config: { scope: 'write' } }, ({ consoleCaller }) => consoleCaller);
      });
    },
    { prefix: '/console' },
  );
  return { app, logLines };
}
