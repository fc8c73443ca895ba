import type { LeaverAccount } from '../../contract/temporal/offboarding.ts';
import { plural } from '../../contract/lib/plural.ts';
import { once } from '../engine/once.ts';
import { runStep } from '../engine/run-step.ts';
import { vultrActivities } from '../onboarding/vultr-activities.ts';
import type { Offboarding } from './context.ts';
import { noteProof, noteTime, surveyedInput } from './leaver.ts';
import { measureCutOff } from './metrics.ts';
import { assertAdministratorRemains } from './survey.ts';

/** Steps 2 and 3. Ends all access of the person at once, in a way that can be undone. */
export async function cutOff(run: Offboarding, account: LeaverAccount): Promise<void> {
  const { record, results } = run;
  const urgent = vultrActivities(run, `cut off ${run.input.email}`, 'urgent');
  await once(run, 'suspended', () =>
    runStep(
      run,
      'suspendUser',
      'suspending',
      async (command) => {
        const { outcome, ...proof } = await urgent.suspendUser(surveyedInput(run, account, command));
        noteProof(run, 'suspendUser', proof);
        record.note(suspensionNotes[outcome]);
        if (outcome !== 'suspended') return false;
        await assertAdministratorRemains(run, account);
        noteTime(run, 'suspendedAt');
        return true;
      },
      { skipped: () => false },
    ),
  );
  await once(run, 'apiClosed', () =>
    runStep(
      run,
      'closeApi',
      'suspending',
      async (command) => {
        const { sessionsRevoked, ...proof } = await urgent.closeApi(surveyedInput(run, account, command));
        noteProof(run, 'closeApi', proof);
        record.note(`API access closed, ${plural(sessionsRevoked, 'session')} revoked`);
        noteTime(run, 'cutOffAt');
        return true as const;
      },
      { skipped: () => true as const },
    ),
  );
  measureCutOff(record.view.timings);
  if (results.suspended === true) run.announcer.announce('offboarding.suspended');
}

const suspensionNotes = {
  suspended: 'suspended',
  absent: 'is no longer a user of the organization',
  unsupported: 'cannot be suspended: the removal follows at once, without a grace period',
} as const;
