import type { Check } from '../../contract/api/onboarding-view.ts';
import type { LeaverAccount, Listing } from '../../contract/temporal/offboarding.ts';
import { defined } from '../../contract/lib/optional.ts';
import { nowIso } from '../engine/now.ts';
import { once } from '../engine/once.ts';
import { runStep } from '../engine/run-step.ts';
import { vultrActivities } from '../onboarding/vultr-activities.ts';
import type { Offboarding } from './context.ts';
import { leaverInput, noteProof, noteTime, surveyedInput } from './leaver.ts';

/** Steps 5 to 7. Takes everything away, removes the person, and proves that nothing is left. */
export async function remove(run: Offboarding, account: LeaverAccount): Promise<void> {
  const { record } = run;
  const activities = vultrActivities(run, `remove ${run.input.email}`);
  const input = leaverInput(run, account);
  const done = { skipped: () => true as const };
  const listing = createRecent<Listing>();
  const proven = createRecent<readonly Check[]>();
  await once(run, 'stripped', () =>
    runStep(
      run,
      'stripUser',
      'removing',
      async (command) => {
        const { listing: found, ...proof } = await activities.stripUser(surveyedInput(run, account, command));
        if (found !== undefined) listing.keep(found);
        noteProof(run, 'stripUser', proof);
        record.note('API keys, groups, policies and roles taken away');
        return true as const;
      },
      done,
    ),
  );
  await once(run, 'removed', () =>
    runStep(run, 'removeUser', 'removing', async () => {
      const proof = await activities.removeUser({ ...input, ...defined({ listing: listing.take() }) });
      proven.keep(proof.checks);
      noteProof(run, 'removeUser', proof);
      record.note('removed from the organization');
      noteTime(run, 'removedAt');
      return true as const;
    }),
  );
  await once(run, 'verified', () =>
    runStep(
      run,
      'verifyGone',
      'verifying',
      async () => {
        const { checks, warnings } = await activities.verifyGone({
          ...input,
          before: account,
          ...defined({ proven: proven.take() }),
        });
        const { userId } = account;
        record.change({ evidence: { at: nowIso(), userId, checks: [...checks], warnings: [...warnings] } });
        record.note('verified: nothing shows the person any more');
        return true as const;
      },
      done,
    ),
  );
}

/** A hold can lie between two steps, and what was read before it says nothing any more. */
const recentMs = 30_000;

/** Keeps what a step has read for the step that follows at once. It is taken once: a step that is repeated looks for itself. */
function createRecent<T>() {
  let kept: { readonly value: T; readonly at: number } | undefined;
  return {
    keep: (value: T) => void (kept = { value, at: Date.now() }),
    take(): T | undefined {
      const recent = kept !== undefined && Date.now() - kept.at < recentMs ? kept.value : undefined;
      kept = undefined;
      return recent;
    },
  };
}
