import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type AddressAccess, addressAccess } from '../../contract/api/access-report.ts';
import { type FlowView, isOffboarding } from '../../contract/temporal/flow-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { explainAccess } from '../explain/explain-access.ts';
import { apiKeySecurity, tags } from '../plugins/openapi.ts';
import { accessQuery } from '../parameters.ts';
import { json, v1Problems } from '../responses.ts';

type Options = { readonly onboardings: Onboardings; readonly logger: Logger };

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
      const explained = await explainAccess({ onboardings, logger }, email, requestId);
      const { report, flow, flowUnavailable } = explained;
      return {
        ...report,
        ...(flow === undefined ? {} : referenceTo(flow)),
        ...defined({ onboardingUnavailable: flowUnavailable }),
      };
    },
  );
};

function referenceTo(flow: FlowView): Pick<AddressAccess, 'onboarding' | 'offboarding'> {
  const { id } = flow;
  return isOffboarding(flow)
    ? { offboarding: { id, state: flow.state, href: `/v1/offboardings/${id}` } }
    : { onboarding: { id, state: flow.state, href: `/v1/onboardings/${id}` } };
}
