import type { AccessReport } from '../../contract/api/access-report.ts';
import { sameAddress } from '../../contract/lib/email.ts';
import type { RunView } from '../../contract/api/onboarding-view.ts';
import type { Runs } from '../../onboardings/onboardings.ts';
import { within } from '../with-timeout.ts';

/** Whoever asks is looking at a screen; `reportAccess` has deadlines of its own, which are shorter. */
const reportDeadlineMs = 20_000;

/**
 * Vultr's two questions about an address. Where its run has found the invitation accepted by another address that is
 * allowed, it is that account which has the access, and the one to ask about. Throws what `reportAccess` throws.
 */
export async function readAccess(
  runs: Runs,
  email: string,
  findRun: () => Promise<RunView | undefined>,
): Promise<AccessReport> {
  return within(reportDeadlineMs, read());

  async function read(): Promise<AccessReport> {
    const [report, run] = await Promise.all([runs.reportAccess(email), findRun()]);
    const acceptedBy = report.invitation?.acceptedBy;
    if (run === undefined || report.users > 0 || acceptedBy === undefined) return report;
    return isConfirmed(run, acceptedBy) ? runs.reportAccess(acceptedBy) : report;
  }
}

/** Past the step that compares addresses, whoever accepted was allowed to. */
function isConfirmed({ state, step, approvedAddresses = [] }: RunView, address: string): boolean {
  return (
    state === 'completed' ||
    step === 'addMember' ||
    step === 'verifyAccess' ||
    approvedAddresses.some((approved) => sameAddress(approved.address, address))
  );
}
