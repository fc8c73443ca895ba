import type { LeaverAccount, SurveyResult } from '../../contract/temporal/offboarding.ts';
import { grantedUserIds, rememberedAddresses } from '../../contract/temporal/person-record.ts';
import { plural } from '../../contract/lib/plural.ts';
import { runStep } from '../engine/run-step.ts';
import { stepFailureOf } from '../engine/step-failure.ts';
import { vultrActivities } from '../onboarding/vultr-activities.ts';
import type { Offboarding } from './context.ts';
import { giveBack } from './give-back.ts';

/** Step 0. Only reads: who the person is, what they have, and whether they may be removed. */
export async function survey(run: Offboarding): Promise<SurveyResult> {
  const found = await runStep(run, 'surveyPerson', 'surveying', () => look(run));
  noteSurvey(run, found);
  return found;
}

/**
 * Two administrators who leave at the same time were each surveyed while the other was still there. So each is judged once more
 * when they are suspended, or when an operator has skipped that: of two, the one who was suspended later sees that no other is
 * left. Their suspension is lifted then.
 * Throws the failure `last_administrator`.
 */
export async function assertAdministratorRemains(run: Offboarding, account: LeaverAccount): Promise<void> {
  if (account.administrator !== true) return;
  try {
    await look(run);
  } catch (error) {
    if (stepFailureOf(error, 'suspendUser').code === 'last_administrator') {
      await giveBack(run, account);
      run.record.note('no other administrator is left: the suspension was lifted');
    }
    throw error;
  }
}

function look(run: Offboarding): Promise<SurveyResult> {
  const { input, record } = run;
  return vultrActivities(run, `look at what ${input.email} has`, 'urgent').surveyPerson({
    addresses: addressesOf(run),
    knownUserIds: knownUserIds(run),
    ownInvitationIds: ownInvitationIds(run),
    broughtInHere: isBroughtInHere(run),
    evenIfNotBroughtInHere: input.evenIfNotBroughtInHere === true || record.view.confirmation !== undefined,
    protectedAddresses: input.protectedAddresses,
    serviceAddresses: [],
    adminPolicies: input.adminPolicies,
    timings: input.timings,
  });
}

/** The email of the order, then every other one that is known to be the person's. */
export function addressesOf({ input, inherited }: Offboarding): string[] {
  return [
    ...new Set([
      ...rememberedAddresses(input.email, input.record),
      ...(inherited?.membership?.allowedAddresses ?? []),
    ]),
  ];
}

function knownUserIds({ input, inherited }: Offboarding): string[] {
  const confirmed = inherited?.membership?.person?.userId;
  return [...new Set([...grantedUserIds(input.record), ...(confirmed === undefined ? [] : [confirmed])])];
}

function ownInvitationIds({ input, inherited }: Offboarding): string[] {
  const inheritedIds = (inherited?.ownInvitations ?? []).map(({ id }) => id);
  return [...new Set([...(input.record.ownInvitationIds ?? []), ...inheritedIds])];
}

/** This service brought the person in if it sent an invitation to them, or gave them access. */
function isBroughtInHere(run: Offboarding): boolean {
  return ownInvitationIds(run).length > 0 || knownUserIds(run).length > 0 || run.inherited?.inDoubt === true;
}

function noteSurvey({ record }: Offboarding, { account, invitations }: SurveyResult): void {
  if (account === undefined) record.note('no user of the organization is the person');
  else {
    const { administrator: _, apiKeyIds: _ids, groups, policies, roles, ...plain } = account;
    record.change({ before: { ...plain, groups: [...groups], policies: [...policies], roles: [...roles] } });
    record.note(
      `surveyed: ${plural(groups.length, 'group')}, ${plural(policies.length, 'direct policy', 'direct policies')}, ${plural(roles.length, 'role')}, ${plural(plain.apiKeys, 'API key')}`,
    );
  }
  if (invitations.length > 0)
    record.note(`${plural(invitations.length, 'invitation')} can still be accepted`);
}
