import type { LeaverAccount } from '../../contract/temporal/offboarding.ts';
import { plural } from '../../contract/lib/plural.ts';
import { runStep } from '../engine/run-step.ts';
import { vultrActivities } from '../onboarding/vultr-activities.ts';
import type { Offboarding } from './context.ts';
import { leaverInput, noteProof } from './leaver.ts';
import type { OffboardingTypes } from './types.ts';

/**
 * Step 4. The person stays suspended until the grace period ends, or an operator ends it. A reinstatement interrupts it. Its
 * end is a point in time, so neither a hold nor a restart moves it.
 */
export async function waitForGrace(run: Offboarding, account: LeaverAccount): Promise<true> {
  const { record, inbox } = run;
  record.change({ graceEndsAt: record.view.graceEndsAt ?? endOfGrace(run) });
  const endsAt = Date.parse(record.view.graceEndsAt ?? '');
  return runStep<OffboardingTypes, true>(run, 'grace', 'suspended', async (first) => {
    for (let next = first; ; next = inbox.take()) {
      if (next?.command === 'check') await lookAgain(run, account);
      inbox.resolveTaken();
      if (record.view.removeNow !== undefined) return true;
      const timer = { ms: endsAt - Date.now(), summary: 'the grace period ends' };
      if (!(await run.rest(() => inbox.waiting(), timer))) break;
    }
    record.note('the grace period has ended');
    return true;
  });
}

function endOfGrace({ input, record }: Offboarding): string {
  const { suspendedAt = record.view.since } = record.view.timings;
  return new Date(Date.parse(suspendedAt) + input.graceMs).toISOString();
}

/** Cuts the person off again if anyone let them in meanwhile. */
async function lookAgain(run: Offboarding, account: LeaverAccount): Promise<void> {
  const activities = vultrActivities(run, `is ${run.input.email} still cut off?`, 'urgent');
  const { outcome: _, ...suspension } = await activities.suspendUser(leaverInput(run, account));
  noteProof(run, 'suspendUser', suspension);
  const { sessionsRevoked, ...api } = await activities.closeApi(leaverInput(run, account));
  noteProof(run, 'closeApi', api);
  run.record.note(`checked: cut off, ${plural(sessionsRevoked, 'session')} revoked`);
}
