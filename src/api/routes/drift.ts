import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { driftReport } from '../../contract/api/drift.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings };

export const driftRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings }) => {
  app.get(
    '/drift',
    {
      schema: {
        tags: [tags.access],
        security: apiKeySecurity,
        operationId: 'readDrift',
        summary: 'Compare what Vultr shows with what this service gave',
        description:
          'For each group to which this service gave access: who has lost that access at Vultr, and who is a member although this service knows nothing of it. Vultr is read live, and nothing is changed. It reads everyone, so do not poll it; callers who come at the same time share one report.',
        response: {
          200: json('The report.', driftReport),
          ...v1Problems('vultr_unavailable', 'worker_unavailable'),
        },
      },
    },
    () => onboardings.readDrift(),
  );
};
