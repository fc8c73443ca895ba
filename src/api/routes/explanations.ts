import { type Explanation, explanation } from '../../contract/api/explanation.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { errorLogFields } from '../plugins/log-fields.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { adviseWithOnboarding } from '../explain/access-advice.ts';
import type { Server } from '../types.ts';
import { explain } from '../explain/explain.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { onboardingIdOf, onboardingParams } from '../parameters.ts';
import { readAccess } from '../explain/read-access.ts';
import { json, v1Problems } from '../responses.ts';

type Dependencies = {
  readonly onboardings: Onboardings;
  readonly logger: Logger;
  readonly uiUrlFor?: ((workflowId: string) => string) | undefined;
};

export function explanationRoutes(app: Server, { onboardings, logger, uiUrlFor }: Dependencies): void {
  app.get(
    '/onboardings/:id/explain',
    {
      schema: {
        tags: [tags.onboardings],
        security: apiKeyNeeded,
        operationId: 'explainOnboarding',
        summary: 'Say in plain words what a run is about',
        description:
          'Why it waits, what happens next and when, what one can do. For a run that has ended, needs attention or was cancelled, Vultr is read as well: is the user Active, and does anything give them access? Those are the questions behind the screen "No Active Organization".',
        params: onboardingParams,
        response: { 200: json('The explanation.', explanation), ...v1Problems('not_found') },
      },
    },
    async ({ params, id: requestId }) => {
      const run = await onboardings.get(onboardingIdOf(params));
      const url = uiUrlFor?.(run.id);
      return {
        ...explain(run, Date.now()),
        ...(traitsOf(run.state).readsAccess === true ? await accessOf(run, requestId) : {}),
        ...(url === undefined ? {} : { temporalUiUrl: url }),
      };
    },
  );

  async function accessOf(
    run: OnboardingView,
    requestId: string,
  ): Promise<Pick<Explanation, 'access' | 'accessUnavailable'>> {
    try {
      const report = await readAccess(onboardings, run.email, async () => run);
      return { access: adviseWithOnboarding(report, run) };
    } catch (error) {
      logger.warn({ requestId, ...errorLogFields(error) }, 'Vultr could not be read for an explanation');
      const reason =
        error instanceof ProblemError ? error.message : 'The reading failed in an unforeseen way.';
      return { accessUnavailable: `Vultr could not be read now. ${reason}` };
    }
  }
}
