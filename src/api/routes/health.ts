import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ProblemError } from '../../contract/api/problems.ts';
import { withTimeout } from '../../contract/lib/with-timeout.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { tags } from '../plugins/openapi.ts';
import { json, problemResponses } from '../responses.ts';

const readyDeadlineMs = 2_000;

type Options = { readonly onboardings: Onboardings; readonly isDraining: () => boolean };

export const healthRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings, isDraining }) => {
  const config = { probe: true };

  app.get(
    '/live',
    {
      config,
      schema: {
        tags: [tags.health],
        operationId: 'live',
        summary: 'Liveness probe',
        response: {
          200: json('The process is alive.', z.object({ status: z.literal('live') })),
          ...problemResponses(),
        },
      },
    },
    () => ({ status: 'live' as const }),
  );

  app.get(
    '/ready',
    {
      config,
      schema: {
        tags: [tags.health],
        operationId: 'ready',
        summary: 'Readiness probe',
        description:
          'The service is ready while Temporal responds, and until the process is about to stop (`ONBOARDING_DRAIN`).',
        response: {
          200: json('The service is ready.', z.object({ status: z.literal('ready') })),
          ...problemResponses('temporal_unavailable', 'stopping'),
        },
      },
    },
    async () => {
      if (isDraining()) {
        throw new ProblemError('stopping', 'Shutting down; requests are still served for a few seconds.');
      }
      try {
        await withTimeout(readyDeadlineMs, onboardings.ping());
      } catch (error) {
        throw new ProblemError('temporal_unavailable', 'Temporal does not respond.', {
          retryAfterSeconds: 5,
          cause: error,
        });
      }
      return { status: 'ready' as const };
    },
  );
};
