import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Authenticate } from '../auth/caller.ts';
import type { Onboardings } from '../onboardings/onboardings.ts';
import type { Offboardings } from '../offboardings/offboardings.ts';
import type { Logger } from '../telemetry/logger.ts';
import { requireCaller } from './plugins/authentication.ts';
import { refuseRepeatedKeys } from './plugins/json-body.ts';
import type { NotFoundHandler } from './plugins/not-found.ts';
import { limitRate } from './plugins/rate-limit.ts';
import { accessRoutes } from './routes/access.ts';
import { accessCheckRoutes, type CheckOwnAccess } from './routes/access-checks.ts';
import { batchRoutes } from './routes/batch.ts';
import { brakeRoutes } from './routes/brake.ts';
import { commandRoutes } from './routes/commands.ts';
import { driftRoutes } from './routes/drift.ts';
import { eventRoutes } from './routes/events.ts';
import { explanationRoutes } from './routes/explanations.ts';
import { offboardingBatchRoutes } from './routes/offboarding-batch.ts';
import { offboardingRoutes } from './routes/offboardings.ts';
import { onboardingRoutes } from './routes/onboardings.ts';
import { peopleRoutes } from './routes/people.ts';

export type V1Options = {
  readonly onboardings: Onboardings;
  readonly offboardings: Offboardings;
  /** Identifies the callers of `/v1` and their scopes. */
  readonly authenticate: Authenticate;
  /** How many requests per second one caller may send to this process. */
  readonly requestsPerSecond: number;
  readonly logger: Logger;
  /** Throws `ProblemError`: `user_key_refused` (which names `/userApiKey`), `vultr_unavailable`. */
  readonly checkOwnAccess: CheckOwnAccess;
  /** The page of an onboarding in Temporal's UI, if there is a UI. */
  readonly uiUrlFor?: ((workflowId: string) => string) | undefined;
};

/** All routes under `/v1`, with authentication and rate limit. Errors are handled as the server does it. */
export const v1: FastifyPluginAsyncZod<V1Options & { readonly handleNotFound: NotFoundHandler }> = async (
  app,
  {
    onboardings,
    offboardings,
    authenticate,
    requestsPerSecond,
    logger,
    checkOwnAccess,
    uiUrlFor,
    handleNotFound,
  },
) => {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('Cache-Control', 'no-store');
    done();
  });
  app.addHook('onRequest', requireCaller(authenticate));
  await limitRate(app, requestsPerSecond);
  refuseRepeatedKeys(app);
  // Set here as well, so that an unknown path under `/v1` needs a key, too.
  app.setNotFoundHandler(handleNotFound);
  app.register(onboardingRoutes, { onboardings });
  app.register(batchRoutes, { onboardings, logger });
  app.register(commandRoutes, { onboardings });
  app.register(offboardingRoutes, { offboardings, uiUrlFor });
  app.register(offboardingBatchRoutes, { offboardings, logger });
  app.register(peopleRoutes, { onboardings });
  app.register(explanationRoutes, { onboardings, logger, uiUrlFor });
  app.register(brakeRoutes, { onboardings });
  app.register(eventRoutes, { onboardings });
  app.register(accessRoutes, { onboardings, logger });
  app.register(driftRoutes, { onboardings });
  app.register(accessCheckRoutes, { checkOwnAccess });
};
