import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type AddressAccess, addressAccess } from '../../contract/api/access-report.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { adviseWithOnboarding } from '../explain/access-advice.ts';
import { readAccessReport } from '../explain/read-access-report.ts';
import { errorLogFields } from '../plugins/error-handler.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { accessQuery } from '../parameters.ts';
import { json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings; readonly logger: Logger };

type LookupResult = { readonly view?: OnboardingView; readonly unavailable?: string };

export const accessRoutes: FastifyPluginAsyncZod<Options> = async (app, { onboardings, logger }) => {
  app.get(
    '/access',
    {
      schema: {
        tags: [tags.access],
        security: apiKeySecurity,
        operationId: 'readAccess',
        summary: 'Explain why a person sees "No Active Organization"',
        description:
          'Works for any email, whether this service onboarded the person or not: is the user Active, and does anything give them access? Vultr is read live. The response names what is missing (`fix`), the invitation if there is one, and the onboarding of the person.',
        querystring: accessQuery,
        response: {
          200: json('What Vultr shows about the email.', addressAccess),
          ...v1Problems('vultr_unavailable', 'worker_unavailable'),
        },
      },
    },
    async ({ query: { email }, id: requestId }): Promise<AddressAccess> => {
      const lookup = findOnboarding(email, requestId);
      const report = await readAccessReport(onboardings, email, async () => (await lookup).view);
      const { sentTo } = report.invitation ?? {};
      // The email that accepted belongs to the onboarding of the invited email.
      const belongsToOther = (await lookup).view === undefined && sentTo !== undefined;
      const { view, unavailable } = belongsToOther ? await findOnboarding(sentTo, requestId) : await lookup;
      return {
        ...adviseWithOnboarding(report, view),
        ...defined({ onboarding: view && referenceTo(view), onboardingUnavailable: unavailable }),
      };
    },
  );

  /** Never throws: what Vultr shows is useful without the onboarding as well. */
  async function findOnboarding(email: string, requestId: string): Promise<LookupResult> {
    try {
      return defined({ view: await onboardings.findByEmail(email) });
    } catch (error) {
      logger.warn({ requestId, ...errorLogFields(error) }, 'could not look up the onboarding of an email');
      const reason = error instanceof ProblemError ? error.message : 'The lookup failed unexpectedly.';
      return { unavailable: `The onboarding of this email could not be looked up. ${reason}` };
    }
  }
};

function referenceTo({ id, state }: OnboardingView): NonNullable<AddressAccess['onboarding']> {
  return { id, state, href: `/v1/onboardings/${id}` };
}
