import type { AccessReport } from '../../contract/api/access-report.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { withTimeout } from '../with-timeout.ts';

/** Whoever asks is looking at a screen; `reportAccess` has deadlines of its own, which are shorter. */
const reportDeadlineMs = 20_000;

/**
 * Vultr's two questions about an address. Where its run has found the invitation accepted by another address that is
 * allowed, it is that account which has the access, and the one to ask about. Throws what `reportAccess` throws.
 */
export async function readAccess(
  onboardings: Onboardings,
  email: string,
  findRun: () => Promise<OnboardingView | undefined>,
): Promise<AccessReport> {
  return withTimeout(reportDeadlineMs, read());

  async function read(): Promise<AccessReport> {
    const [report, run] = await Promise.all([onboardings.reportAccess(email), findRun()]);
    const acceptedBy = report.invitation?.acceptedBy;
    if (run === undefined || report.userCount > 0 || acceptedBy === undefined) return report;
    return isConfirmed(run, acceptedBy) ? onboardings.reportAccess(acceptedBy) : report;
  }
}

/** Past the step that compares addresses, whoever accepted was allowed to. */
function isConfirmed({ state, step, approvedAddresses = [] }: OnboardingView, address: string): boolean {
  return (
    state === 'completed' ||
    step === 'addMember' ||
    step === 'verifyAccess' ||
    approvedAddresses.some((approved) => sameEmail(approved.address, address))
  );
}
