import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Network } from '../contract/config/network.ts';
import type { Receiver } from '../contract/config/receivers.ts';
import type { BrakeSettings } from '../contract/temporal/brake.ts';
import { type DeliveryRetries, defaultDeliveryRetries } from '../contract/temporal/event-delivery.ts';
import type { InvitationWatchInput } from '../contract/temporal/invitation-watch.ts';
import type { OneShotActivities } from '../contract/temporal/one-shot-activities.ts';
import type { VultrClient } from '../vultr/types.ts';
import { createReportAccess } from './access-report/report-access.ts';
import { createAskBrake } from './brake/ask-brake.ts';
import { createUndoAccess } from './cancellation/undo-access.ts';
import { createReadGroups } from './drift/read-groups.ts';
import { createAnnounceEvent } from './events/announce-event.ts';
import { createSendEvent } from './events/send-event.ts';
import { createAttachPolicies } from './group/attach-policies.ts';
import { createEnsureGroup } from './group/ensure-group.ts';
import { requestAccess } from './group/request-access.ts';
import { priorityInterceptor } from './interceptors/priority.ts';
import { createWakeWatchInterceptor } from './interceptors/wake-watch.ts';
import { createAwaitAcceptance } from './invitation/await-acceptance.ts';
import { createInviteUser } from './invitation/invite-user.ts';
import { createLookAtInvitation } from './invitation/look-at-invitation.ts';
import { createRenewInvitation } from './invitation/renew.ts';
import { createGrant } from './membership/grant.ts';
import { createCloseApi } from './offboarding/close-api.ts';
import { createFindGroupsToLeave } from './offboarding/find-groups-to-leave.ts';
import { createLeaveGroups } from './offboarding/leave-groups.ts';
import { createReinstateUser } from './offboarding/reinstate-user.ts';
import { createPlanLeavers } from './offboarding/plan-leavers.ts';
import { createRemoveUser } from './offboarding/remove-user.ts';
import { createStripUser } from './offboarding/strip-user.ts';
import { createSurveyPerson } from './offboarding/survey-person.ts';
import { createSuspendUser } from './offboarding/suspend-user.ts';
import { createVerifyGone } from './offboarding/verify-gone.ts';
import { createVerifyLeft } from './offboarding/verify-left.ts';
import { createPlanHires } from './preflight/plan-hires.ts';
import { createPreflight } from './preflight/preflight.ts';
import { createWatchInvitations, type WatchDependencies } from './watch/watch-invitations.ts';

/**
 * Activities of the `vultr` task queue. They are idempotent: each looks before it writes and again afterwards.
 * `isRateConstrained` returns whether requests have to wait for the rate budget.
 */
export function createVultrActivities(client: VultrClient, isRateConstrained: () => boolean = () => false) {
  return {
    preflight: createPreflight(client),
    inviteUser: createInviteUser(client),
    ensureGroup: createEnsureGroup(client),
    attachPolicies: createAttachPolicies(client),
    awaitAcceptance: createAwaitAcceptance(client, isRateConstrained),
    lookAtInvitation: createLookAtInvitation(client),
    renewInvitation: createRenewInvitation(client),
    grant: createGrant(client),
    undoAccess: createUndoAccess(client),
    surveyPerson: createSurveyPerson(client),
    suspendUser: createSuspendUser(client),
    closeApi: createCloseApi(client),
    stripUser: createStripUser(client),
    removeUser: createRemoveUser(client),
    verifyGone: createVerifyGone(client),
    reinstateUser: createReinstateUser(client),
    findGroupsToLeave: createFindGroupsToLeave(client),
    leaveGroups: createLeaveGroups(client),
    verifyLeft: createVerifyLeft(client),
    ...({
      reportAccess: createReportAccess(client),
      planHires: createPlanHires(client),
      planLeavers: createPlanLeavers(client),
      readGroups: createReadGroups(client),
    } satisfies OneShotActivities),
  };
}

export type VultrActivities = ReturnType<typeof createVultrActivities>;

/** The activity of the invitation watch, on the same task queue. */
export function createWatchActivities(dependencies: WatchDependencies) {
  return { watchInvitations: createWatchInvitations(dependencies) };
}

export type WatchActivities = ReturnType<typeof createWatchActivities>;

/** Interceptors around every activity of the `vultr` task queue, outermost first. */
export function createVultrInterceptors(options: {
  /** The watch to wake after an invitation was sent. */
  readonly watch?: InvitationWatchInput;
}): ActivityInterceptorsFactory[] {
  const { watch } = options;
  return [priorityInterceptor, ...(watch === undefined ? [] : [createWakeWatchInterceptor(watch)])];
}

export type Webhooks = {
  readonly receivers: readonly Receiver[];
  /** Networks to which events may be sent in addition to the public ones. */
  readonly allowed: readonly Network[];
  readonly retries?: DeliveryRetries;
};

/** Activities of the `onboarding` task queue: they call Temporal. */
export function createTemporalActivities(
  { receivers, retries = defaultDeliveryRetries }: Webhooks,
  brake: Omit<BrakeSettings, 'events'>,
) {
  return {
    requestAccess,
    askBrake: createAskBrake({ ...brake, events: receivers.length > 0 }),
    announceEvent: createAnnounceEvent(receivers, retries),
  };
}

export type TemporalActivities = ReturnType<typeof createTemporalActivities>;

/** The activity of the `events` task queue: it calls the receivers of events. */
export function createEventActivities({ receivers, allowed }: Webhooks) {
  return { sendEvent: createSendEvent(receivers, allowed) };
}

export type EventActivities = ReturnType<typeof createEventActivities>;
