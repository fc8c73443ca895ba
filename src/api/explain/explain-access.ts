import type { AccessReport } from '../../contract/api/access-report.ts';
import { type FlowView, isOnboarding } from '../../contract/temporal/flow-view.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { errorLogFields } from '../plugins/error-handler.ts';
import { adviseWithFlow, type RehireWords } from './access-advice.ts';
import { readAccessReport } from './read-access-report.ts';

export type ExplainAccessOptions = {
  readonly onboardings: Onboardings;
  readonly logger: Logger;
  /** How the reader hires a person again; left out, with a call of the API. */
  readonly rehireWords?: RehireWords;
};

export type AccessExplanation = {
  readonly report: AccessReport;
  /** The newest flow of the person, if there is one. */
  readonly flow?: FlowView;
  /** Why the service could not find out whether there is one. */
  readonly flowUnavailable?: string;
};

type LookupResult = { readonly view?: FlowView; readonly unavailable?: string };

/**
 * Explains what access an email has at Vultr, and what helps, given the person's onboarding. Reads Vultr. Throws
 * `worker_unavailable` and `vultr_unavailable`.
 */
export async function explainAccess(
  { onboardings, logger, rehireWords }: ExplainAccessOptions,
  email: string,
  requestId: string,
): Promise<AccessExplanation> {
  const lookup = findOnboarding(email);
  const report = await readAccessReport(onboardings, email, async () => {
    const { view: known } = await lookup;
    return known !== undefined && isOnboarding(known) ? known : undefined;
  });
  const { sentTo } = report.invitation ?? {};
  // The email that accepted belongs to the onboarding of the invited email.
  const belongsToOther = (await lookup).view === undefined && sentTo !== undefined;
  const { view, unavailable } = belongsToOther ? await findOnboarding(sentTo) : await lookup;
  return {
    report: adviseWithFlow(report, view, rehireWords),
    ...defined({ flow: view, flowUnavailable: unavailable }),
  };

  /** Never throws: what Vultr shows is useful without the onboarding as well. */
  async function findOnboarding(ofEmail: string): Promise<LookupResult> {
    try {
      return defined({ view: await onboardings.findByEmail(ofEmail) });
    } catch (error) {
      logger.warn({ requestId, ...errorLogFields(error) }, 'could not look up the onboarding of an email');
      const reason = error instanceof ProblemError ? error.message : 'The lookup failed unexpectedly.';
      return { unavailable: `The onboarding of this email could not be looked up. ${reason}` };
    }
  }
}
