import type { VultrClient } from '../vultr/types.ts';
import { askGroup } from './ask-group.ts';
import { createAddMember, createConfirmPerson } from './grant.ts';
import { createAttachPolicies, createEnsureGroup } from './group.ts';
import { createInviteUser } from './invite-user.ts';
import { createPreflight } from './preflight.ts';
import { createReportAccess } from './report-access.ts';
import { createUndoAccess } from './undo-access.ts';
import { createVerifyAccess } from './verify-access.ts';
import { createAwaitAcceptance, createLookAtInvitation, createRenewInvitation } from './watch-invitation.ts';

/** Activities of the `vultr` task queue: idempotent, each looks before it writes and after it wrote. */
export function createVultrActivities(vultr: VultrClient) {
  return {
    preflight: createPreflight(vultr),
    inviteUser: createInviteUser(vultr),
    ensureGroup: createEnsureGroup(vultr),
    attachPolicies: createAttachPolicies(vultr),
    awaitAcceptance: createAwaitAcceptance(vultr),
    lookAtInvitation: createLookAtInvitation(vultr),
    renewInvitation: createRenewInvitation(vultr),
    confirmPerson: createConfirmPerson(vultr),
    addMember: createAddMember(vultr),
    verifyAccess: createVerifyAccess(vultr),
    undoAccess: createUndoAccess(vultr),
    reportAccess: createReportAccess(vultr),
  };
}

export type VultrActivities = ReturnType<typeof createVultrActivities>;

/** Activities of the `onboarding` task queue: they talk to Temporal only. */
export const temporalActivities = { askGroup };

export type TemporalActivities = typeof temporalActivities;
