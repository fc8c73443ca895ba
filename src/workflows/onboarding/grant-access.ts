import type { Acceptance, ConfirmedPerson, PinnedPolicy } from '../../contract/temporal/step-data.ts';
import { nowIso } from '../engine/now.ts';
import { runStep } from '../engine/run-step.ts';
import type { Onboarding } from './context.ts';
import { vultrActivities } from './vultr-activities.ts';

/* Steps 5 to 7: the right person, in the group, with the access read back. */

export async function confirmPerson(run: Onboarding, acceptance: Acceptance): Promise<ConfirmedPerson> {
  const { email, allowedAddresses, timings } = run.input;
  const approved = () => (run.record.view.approvedAddresses ?? []).map(({ address }) => address);
  return runStep(run, 'confirmPerson', 'granting', () =>
    vultrActivities(run, 'is it the invited person, and Active?', 'urgent').confirmPerson({
      email,
      allowedAddresses: [...allowedAddresses, ...approved()],
      acceptance,
      timings,
    }),
  );
}

export async function addMember(run: Onboarding, groupId: string, person: ConfirmedPerson): Promise<true> {
  const { input, record, effects } = run;
  const { group, timings } = input;
  effects.membership = { groupId, person };
  const added = await runStep(
    run,
    'addMember',
    'granting',
    () =>
      vultrActivities(run, `add to the group "${group.name}"`, 'urgent').addMember({
        groupId,
        person,
        timings,
      }),
    { skipped: () => undefined },
  );
  // If an operator skipped the step, the onboarding has added nobody.
  if (added === undefined) {
    effects.membership = { groupId, person, added: false };
    return true;
  }
  effects.membership = { groupId, person, added: !added.already };
  record.note(added.already ? 'was already a member of the group' : 'added to the group');
  return true;
}

export async function verifyAccess(
  run: Onboarding,
  groupId: string,
  person: ConfirmedPerson,
  policies: readonly PinnedPolicy[],
): Promise<{ readonly skipped: boolean }> {
  const { record, input } = run;
  const { timings } = input;
  const verified = await runStep(
    run,
    'verifyAccess',
    'verifying',
    () =>
      vultrActivities(run, 'read the access back', 'urgent').verifyAccess({
        groupId,
        person,
        policies,
        timings,
      }),
    { skipped: () => undefined },
  );
  if (verified === undefined) return { skipped: true };
  const { checks, warnings } = verified;
  record.change({
    evidence: { at: nowIso(), userId: person.userId, groupId, checks: [...checks], warnings: [...warnings] },
  });
  record.note(`access verified${warnings.length > 0 ? `, with ${warnings.length} warnings` : ''}`);
  return { skipped: false };
}
