import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { type DeliveryRetries, defaultDeliveryRetries } from '../contract/temporal/event-delivery.ts';
import type { Network } from '../contract/config/network.ts';
import type { Receiver } from '../contract/config/receivers.ts';
import type { OneShotActivities } from '../contract/temporal/one-shot-activities.ts';
import type { InvitationWatchInput } from '../contract/temporal/invitation-watch.ts';
import type { KeyBreaker } from '../vultr/key-breaker.ts';
import type { VultrClient } from '../vultr/types.ts';
import { createAnnounceEvent } from './events/announce-event.ts';
import { requestAccess } from './group/request-access.ts';
import { createAddMember, createConfirmPerson } from './membership/confirm-person.ts';
import { createAttachPolicies, createEnsureGroup } from './group/ensure-group.ts';
import { createBreakerInterceptor } from './interceptors/breaker.ts';
import { createInviteUser } from './invitation/invite-user.ts';
import {
  createAwaitAcceptance,
  createLookAtInvitation,
  createRenewInvitation,
} from './invitation/await-acceptance.ts';
import { createPlanHires } from './preflight/plan-hires.ts';
import { createPreflight } from './preflight/preflight.ts';
import { priorityInterceptor } from './interceptors/priority.ts';
import { createReportAccess } from './access-report/report-access.ts';
import { createSendEvent } from './events/send-event.ts';
import { createUndoAccess } from './cancellation/undo-access.ts';
import { createVerifyAccess } from './membership/verify-access.ts';
import { createWakeWatchInterceptor } from './interceptors/wake-watch.ts';
import { createWatchInvitations, type WatchDependencies } from './watch/watch-invitations.ts';

/**
 * Activities of the `vultr` task queue: idempotent; each looks before it writes and after it wrote. `scarce` returns
 * whether requests have to wait for each other.
 */
export function createVultrActivities(vultr: VultrClient, scarce: () => boolean = () => false) {
  return {
    preflight: createPreflight(vultr),
    inviteUser: createInviteUser(vultr),
    ensureGroup: createEnsureGroup(vultr),
    attachPolicies: createAttachPolicies(vultr),
    awaitAcceptance: createAwaitAcceptance(vultr, scarce),
    lookAtInvitation: createLookAtInvitation(vultr),
    renewInvitation: createRenewInvitation(vultr),
    confirmPerson: createConfirmPerson(vultr),
    addMember: createAddMember(vultr),
    verifyAccess: createVerifyAccess(vultr),
    undoAccess: createUndoAccess(vultr),
    ...({
      reportAccess: createReportAccess(vultr),
      planHires: createPlanHires(vultr),
    } satisfies OneShotActivities),
  };
}

export type VultrActivities = ReturnType<typeof createVultrActivities>;

/** The watch of the organization's invitations, on the same queue. */
export function createWatchActivities(dependencies: WatchDependencies) {
  return { watchInvitations: createWatchInvitations(dependencies) };
}

export type WatchActivities = ReturnType<typeof createWatchActivities>;

/** What goes on around every activity of the `vultr` task queue, outermost first. */
export function createVultrInterceptors(options: {
  readonly breaker?: KeyBreaker;
  /** The watch to wake after an invitation was sent. */
  readonly watch?: InvitationWatchInput;
}): ActivityInterceptorsFactory[] {
  const { breaker, watch } = options;
  return [
    priorityInterceptor,
    ...(breaker === undefined ? [] : [createBreakerInterceptor(breaker)]),
    ...(watch === undefined ? [] : [createWakeWatchInterceptor(watch)]),
  ];
}

export type Webhooks = {
  readonly receivers: readonly Receiver[];
  /** Networks beside the public ones to which events may be sent. */
  readonly allowed: readonly Network[];
  readonly patience?: DeliveryRetries;
};

/** Activities of the `onboarding` task queue: they talk to Temporal, and to who hears of events. */
export function createTemporalActivities({
  receivers,
  allowed,
  patience = defaultDeliveryRetries,
}: Webhooks) {
  return {
    requestAccess,
    announceEvent: createAnnounceEvent(receivers, patience),
    sendEvent: createSendEvent(receivers, allowed),
  };
}

export type TemporalActivities = ReturnType<typeof createTemporalActivities>;
