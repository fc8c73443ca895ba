import { type DeliveryRetries, defaultDeliveryRetries } from '../contract/temporal/event-delivery.ts';
import type { Network } from '../contract/config/network.ts';
import type { Receiver } from '../contract/config/receivers.ts';
import type { InvitationWatchInput } from '../contract/temporal/invitation-watch.ts';
import type { KeyBreaker } from '../vultr/key-breaker.ts';
import type { VultrClient } from '../vultr/types.ts';
import { createAnnounceEvent } from './events/announce-event.ts';
import { requestAccess } from './group/request-access.ts';
import { createAddMember, createConfirmPerson } from './membership/confirm-person.ts';
import { createAttachPolicies, createEnsureGroup } from './group/ensure-group.ts';
import { guardedByBreaker } from './interceptors/breaker.ts';
import { createInviteUser } from './invitation/invite-user.ts';
import {
  createAwaitAcceptance,
  createLookAtInvitation,
  createRenewInvitation,
} from './invitation/await-acceptance.ts';
import { createPlanHires } from './preflight/plan-hires.ts';
import { createPreflight } from './preflight/preflight.ts';
import { prioritized } from './interceptors/priority.ts';
import { createReportAccess } from './access-report/report-access.ts';
import { createSendEvent } from './events/send-event.ts';
import { createUndoAccess } from './cancellation/undo-access.ts';
import { createVerifyAccess } from './membership/verify-access.ts';
import { wakingTheWatch } from './interceptors/wake-watch.ts';
import { createWatchInvitations, type WatchDependencies } from './watch/watch-invitations.ts';

export type VultrActivityOptions = {
  /** Whether requests have to wait for each other. */
  readonly scarce?: () => boolean;
  readonly breaker?: KeyBreaker;
  /** The watch to wake when an invitation goes out. */
  readonly watch?: InvitationWatchInput;
};

/** Activities of the `vultr` task queue: idempotent, each looks before it writes and after it wrote. */
export function createVultrActivities(
  vultr: VultrClient,
  { scarce = () => false, breaker, watch }: VultrActivityOptions = {},
) {
  const steps = {
    preflight: createPreflight(vultr),
    inviteUser: wakingTheWatch(createInviteUser(vultr), watch),
    ensureGroup: createEnsureGroup(vultr),
    attachPolicies: createAttachPolicies(vultr),
    awaitAcceptance: createAwaitAcceptance(vultr, scarce),
    lookAtInvitation: createLookAtInvitation(vultr),
    renewInvitation: wakingTheWatch(createRenewInvitation(vultr), watch),
    confirmPerson: createConfirmPerson(vultr),
    addMember: createAddMember(vultr),
    verifyAccess: createVerifyAccess(vultr),
    undoAccess: createUndoAccess(vultr),
  };
  const guarded = breaker === undefined ? steps : guardedByBreaker(steps, breaker);
  // Whoever asks is told what is wrong with the key, at once.
  const questions = { reportAccess: createReportAccess(vultr), planHires: createPlanHires(vultr) };
  return prioritized({ ...guarded, ...questions });
}

export type VultrActivities = ReturnType<typeof createVultrActivities>;

/** The watch of the organization's invitations, on the same queue. */
export function createWatchActivities(dependencies: WatchDependencies, breaker?: KeyBreaker) {
  const watch = { watchInvitations: createWatchInvitations(dependencies) };
  return prioritized(breaker === undefined ? watch : guardedByBreaker(watch, breaker));
}

export type WatchActivities = ReturnType<typeof createWatchActivities>;

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
    askGroup: requestAccess,
    announceEvent: createAnnounceEvent(receivers, patience),
    sendEvent: createSendEvent(receivers, allowed),
  };
}

export type TemporalActivities = ReturnType<typeof createTemporalActivities>;
