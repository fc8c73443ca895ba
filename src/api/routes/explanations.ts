import { type Explanation, explanation } from '../../contract/api/explanation.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import type { RunView } from '../../contract/api/onboarding-view.ts';
import type { RunState } from '../../contract/rules/states.ts';
import type { Runs } from '../../onboardings/onboardings.ts';
import { causeOf } from '../plugins/log-fields.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { withRun } from '../explain/access-advice.ts';
import type { Api } from '../types.ts';
import { explain } from '../explain/explain.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { runIdOf, runParams } from '../parameters.ts';
import { readAccess } from '../explain/read-access.ts';
import { json, v1Problems } from '../responses.ts';

/** Where a run has ended, stands still or is undone, Vultr's own two questions are answered besides. */
const worthReading: ReadonlySet<RunState> = new Set([
  'completed',
  'needs_attention',
  'cancelling',
  'guarding',
  'cancelled',
]);

type Dependencies = {
  readonly runs: Runs;
  readonly logger: Logger;
  readonly uiUrlFor?: ((runId: string) => string) | undefined;
};

export function addExplanations(app: Api, { runs, logger, uiUrlFor }: Dependencies): void {
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
        params: runParams,
        response: { 200: json('The explanation.', explanation), ...v1Problems('not_found') },
      },
    },
    async ({ params, id: requestId }) => {
      const run = await runs.get(runIdOf(params));
      const url = uiUrlFor?.(run.id);
      return {
        ...explain(run, Date.now()),
        ...(worthReading.has(run.state) ? await accessOf(run, requestId) : {}),
        ...(url === undefined ? {} : { temporalUi: url }),
      };
    },
  );

  async function accessOf(
    run: RunView,
    requestId: string,
  ): Promise<Pick<Explanation, 'access' | 'accessUnavailable'>> {
    try {
      const report = await readAccess(runs, run.email, async () => run);
      return { access: withRun(report, run) };
    } catch (error) {
      logger.warn({ requestId, ...causeOf(error) }, 'Vultr could not be read for an explanation');
      const reason =
        error instanceof ProblemError ? error.message : 'The reading failed in an unforeseen way.';
      return { accessUnavailable: `Vultr could not be read now. ${reason}` };
    }
  }
}
