import { z } from 'zod';
import { ProblemError } from '../../contract/api/problems.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Server } from '../types.ts';
import { tags } from '../plugins/openapi.ts';
import { json, problemResponses } from '../responses.ts';
import { withTimeout } from '../with-timeout.ts';

const readyDeadlineMs = 2_000;

export type Health = { readonly onboardings: Onboardings; readonly isDraining: () => boolean };

export function healthRoutes(app: Server, { onboardings, isDraining }: Health): void {
  const config = { probe: true };

  app.get(
    '/live',
    {
      config,
      schema: {
        tags: [tags.health],
        operationId: 'live',
        summary: 'Is the process alive?',
        response: { 200: json('It is.', z.object({ status: z.literal('live') })) },
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
        summary: 'Can requests be served?',
        description:
          'They can while Temporal answers, and until this process is about to stop (`ONBOARDING_DRAIN`).',
        response: {
          200: json('They can.', z.object({ status: z.literal('ready') })),
          ...problemResponses('temporal_unavailable', 'stopping'),
        },
      },
    },
    async () => {
      if (isDraining()) throw new ProblemError('stopping', 'It answers what comes in for a moment yet.');
      try {
        await withTimeout(readyDeadlineMs, onboardings.ping());
      } catch (error) {
        throw new ProblemError('temporal_unavailable', 'Temporal does not answer.', {
          retryAfterSeconds: 5,
          cause: error,
        });
      }
      return { status: 'ready' as const };
    },
  );
}
