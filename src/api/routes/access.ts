import { type AddressAccess, addressAccess } from '../../contract/api/access-report.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { errorLogFields } from '../plugins/log-fields.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { adviseWithOnboarding } from '../explain/access-advice.ts';
import type { Server } from '../types.ts';
import { apiKeyNeeded, tags } from '../plugins/openapi.ts';
import { accessQuery } from '../parameters.ts';
import { readAccess } from '../explain/read-access.ts';
import { json, v1Problems } from '../responses.ts';

type Dependencies = { readonly onboardings: Onboardings; readonly logger: Logger };

type FoundRun = { readonly view?: OnboardingView; readonly unavailable?: string };

export function accessRoutes(app: Server, { onboardings, logger }: Dependencies): void {
  app.get(
    '/access',
    {
      schema: {
        tags: [tags.access],
        security: apiKeyNeeded,
        operationId: 'readAccess',
        summary: 'Say why somebody sees "No Active Organization"',
        description:
          'For any address, whether this service onboarded it or not: is the user Active, and does anything give them access? Vultr is read now. The answer names what is missing (`fix`), the invitation where there is one, and the run that looks after the person.',
        querystring: accessQuery,
        response: {
          200: json('What Vultr shows of the address.', addressAccess),
          ...v1Problems('invalid_request', 'vultr_unavailable', 'worker_unavailable'),
        },
      },
    },
    async ({ query: { email }, id: requestId }): Promise<AddressAccess> => {
      const found = findRun(email, requestId);
      const report = await readAccess(onboardings, email, async () => (await found).view);
      const { sentTo } = report.invitation ?? {};
      // Who asks with the accepting address means the run of the invited one.
      const other = (await found).view === undefined && sentTo !== undefined;
      const { view, unavailable } = other ? await findRun(sentTo, requestId) : await found;
      return {
        ...adviseWithOnboarding(report, view),
        ...(view === undefined
          ? {}
          : { onboarding: { id: view.id, state: view.state, href: `/v1/onboardings/${view.id}` } }),
        ...(unavailable === undefined ? {} : { onboardingUnavailable: unavailable }),
      };
    },
  );

  /** What Vultr shows is worth an answer without the run, too. */
  async function findRun(email: string, requestId: string): Promise<FoundRun> {
    try {
      const view = await onboardings.findByEmail(email);
      return view === undefined ? {} : { view };
    } catch (error) {
      logger.warn({ requestId, ...errorLogFields(error) }, 'the run of an address could not be looked up');
      return {
        unavailable: `Whether there is a run could not be found out. ${error instanceof ProblemError ? error.message : 'The look-up failed in an unforeseen way.'}`,
      };
    }
  }
}
