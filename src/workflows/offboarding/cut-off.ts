import type { LeaverAccount } from '../../contract/temporal/offboarding.ts';
import type { Suspension } from '../../contract/temporal/offboarding-checkpoint.ts';
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
  await once(run, 'suspension', () =>
    runStep(run, 'suspendUser', 'suspending', async (command) => {
      const suspension = command?.command === 'skip' ? 'skipped' : await suspend(run, account, command);
      if (isStillThere(suspension)) await assertAdministratorRemains(run, account);
      if (suspension === 'suspended') noteTime(run, 'suspendedAt');
      return suspension;
    }),
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
  if (results.suspension === 'suspended') run.announcer.announce('offboarding.suspended');
}

/** Whether the person is still a user who can be reinstated, so that they have a grace period. */
export function isStillThere(suspension: Suspension | undefined): boolean {
  return suspension === 'suspended' || suspension === 'skipped';
}

async function suspend(
  run: Offboarding,
  account: LeaverAccount,
  command: object | undefined,
): Promise<Suspension> {
  const { suspendUser } = vultrActivities(run, `cut off ${run.input.email}`, 'urgent');
  const { outcome, ...proof } = await suspendUser(surveyedInput(run, account, command));
  noteProof(run, 'suspendUser', proof);
  run.record.note(suspensionNotes[outcome]);
  return outcome;
}

const suspensionNotes = {
  suspended: 'suspended',
  absent: 'is no longer a user of the organization',
  unsupported: 'cannot be suspended: the removal follows at once, without a grace period',
} as const;
