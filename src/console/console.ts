import { fastifyCookie } from '@fastify/cookie';
import { fastifyFormbody } from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { ProblemError } from '../contract/api/problems.ts';
import { addAssets } from './assets.ts';
import { createErrorPages } from './frame/errors.ts';
import type { ConsoleOptions } from './options.ts';
import { accessPage } from './pages/access.ts';
import { brakePage } from './pages/brake.ts';
import { departurePage } from './pages/departure.ts';
import { driftPage } from './pages/drift.ts';
import { eventsPage } from './pages/events.ts';
import { importPage } from './pages/import.ts';
import { listPage } from './pages/list.ts';
import { personPage } from './pages/person.ts';
import { scimPage } from './pages/scim.ts';
import { todayPage } from './pages/today.ts';
import { decorateConsoleCaller, requireSignIn } from './sign-in/require-sign-in.ts';
import { secureConsole } from './sign-in/security.ts';
import { signInRoutes } from './sign-in/sign-in.ts';

/** The pages of the console, to be registered under `/console`. What goes wrong is shown as a page. */
export const consoleRoutes: FastifyPluginAsync<ConsoleOptions> = async (app, given) => {
  // A prefix that is passed on would apply a second time.
  const options = { ...given, prefix: '' };
  // The description of the API is for programs.
  app.addHook('onRoute', (route) => void (route.schema = { ...route.schema, hide: true }));
  app.setErrorHandler(createErrorPages(options));
  secureConsole(app, options);
  decorateConsoleCaller(app);
  await app.register(fastifyCookie);
  await app.register(fastifyFormbody);
  addAssets(app);
  await app.register(signInRoutes, options);
  await app.register(async (pages) => {
    pages.addHook('onRequest', requireSignIn(options));
    pages.setNotFoundHandler(() => {
      throw new ProblemError('not_found', 'The console has no such page.');
    });
    await pages.register(listPage, options);
    await pages.register(personPage, options);
    await pages.register(departurePage, options);
    await pages.register(importPage, options);
    await pages.register(accessPage, options);
    await pages.register(brakePage, options);
    await pages.register(scimPage, options);
    await pages.register(driftPage, options);
    await pages.register(eventsPage, options);
    await pages.register(todayPage, options);
  });
};
