import type { AccessReport } from '../../contract/api/access-report.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import { withTimeout } from '../../contract/lib/with-timeout.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';

/** A person waits in front of a screen. The deadlines of `reportAccess` itself are shorter. */
const reportDeadlineMs = 20_000;

/**
 * Answers Vultr's two questions about an email. If the person's onboarding found the invitation accepted by another
 * email that is allowed, the report is about that account, because it has the access. Throws what `reportAccess`
 * throws, and `worker_unavailable` after the deadline.
 */
export async function readAccessReport(
  onboardings: Onboardings,
  email: string,
  findOnboarding: () => Promise<OnboardingView | undefined>,
): Promise<AccessReport> {
  return withTimeout(reportDeadlineMs, read(), timeoutError);

  async function read(): Promise<AccessReport> {
    const [report, onboarding] = await Promise.all([onboardings.reportAccess(email), findOnboarding()]);
    const acceptedBy = report.invitation?.acceptedBy;
    if (onboarding === undefined || report.userCount > 0 || acceptedBy === undefined) return report;
    return isConfirmed(onboarding, acceptedBy) ? onboardings.reportAccess(acceptedBy) : report;
  }
}

/** After the step that compares emails, the one that accepted is known to be allowed. */
function isConfirmed({ state, step, approvedAddresses = [] }: OnboardingView, email: string): boolean {
  return (
    state === 'completed' ||
    step === 'addMember' ||
    step === 'verifyAccess' ||
    approvedAddresses.some((approved) => sameEmail(approved.address, email))
  );
}

function timeoutError(): ProblemError {
  const seconds = reportDeadlineMs / 1_000;
  return new ProblemError(
    'worker_unavailable',
    `Reading from Vultr took longer than ${seconds} seconds. Retry the request.`,
  );
}
