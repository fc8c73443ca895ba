import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type Explanation, explanation } from '../../contract/api/explanation.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { adviseWithOnboarding } from '../explain/access-advice.ts';
import { explain } from '../explain/explain.ts';
import { readAccessReport } from '../explain/read-access-report.ts';
import { errorLogFields } from '../plugins/error-handler.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { onboardingIdOf, onboardingParams } from '../parameters.ts';
import { json, v1Problems } from '../responses.ts';

type Options = {
  readonly onboardings: Onboardings;
  readonly logger: Logger;
  readonly uiUrlFor?: ((workflowId: string) => string) | undefined;
};

export const explanationRoutes: FastifyPluginAsyncZod<Options> = async (app, options) => {
  const { onboardings, logger, uiUrlFor } = options;

  app.get(
    '/onboardings/:id/explain',
    {
      schema: {
        tags: [tags.onboardings],
        security: apiKeySecurity,
        operationId: 'explainOnboarding',
        summary: 'Explain an onboarding in plain words',
        description:
          'Says why the onboarding waits, what happens next and when, and what you can do. If it has ended, needs attention or was cancelled, Vultr is read as well: is the user Active, and does anything give them access? Those are the questions behind the screen "No Active Organization".',
        params: onboardingParams,
        response: { 200: json('The explanation.', explanation), ...v1Problems('not_found', 'unreadable') },
      },
    },
    async ({ params, id: requestId }) => {
      const onboarding = await onboardings.get(onboardingIdOf(params));
      return {
        ...explain(onboarding, Date.now()),
        ...(traitsOf(onboarding.state).readsAccess === true ? await accessOf(onboarding, requestId) : {}),
        ...defined({ temporalUiUrl: uiUrlFor?.(onboarding.id) }),
      };
    },
  );

  async function accessOf(
    onboarding: OnboardingView,
    requestId: string,
  ): Promise<Pick<Explanation, 'access' | 'accessUnavailable'>> {
    try {
      const report = await readAccessReport(onboardings, onboarding.email, async () => onboarding);
      return { access: adviseWithOnboarding(report, onboarding) };
    } catch (error) {
      logger.warn({ requestId, ...errorLogFields(error) }, 'could not read Vultr for an explanation');
      const reason = error instanceof ProblemError ? error.message : 'The read failed unexpectedly.';
      return { accessUnavailable: `Vultr could not be read. ${reason}` };
    }
  }
};
