import type { LeaverAccount } from '../../contract/temporal/offboarding.ts';
import { vultrActivities } from '../onboarding/vultr-activities.ts';
import type { Offboarding } from './context.ts';
import { leaverInput, noteProof } from './leaver.ts';

/** Lifts the suspension and gives API access back, as far as the person had them before. */
export async function giveBack(run: Offboarding, account: LeaverAccount): Promise<void> {
  const { suspended, apiEnabled } = account;
  const { reinstateUser } = vultrActivities(run, `reinstate ${run.input.email}`, 'urgent');
  const before = { suspended, ...(apiEnabled === undefined ? {} : { apiEnabled }) };
  noteProof(run, 'reinstateUser', await reinstateUser({ ...leaverInput(run, account), before }));
}
