import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { type Priority, withPriority } from '../../vultr/priority.ts';

/**
 * First come steps of people who have accepted, the undoing of access, what cuts a leaver off and brings one back, and
 * callers who wait for a response.
 */
const priorities: Readonly<Record<string, Priority>> = {
  grant: 'urgent',
  lookAtInvitation: 'urgent',
  undoAccess: 'urgent',
  surveyPerson: 'urgent',
  suspendUser: 'urgent',
  closeApi: 'urgent',
  reinstateUser: 'urgent',
  reportAccess: 'urgent',
  watchInvitations: 'background',
  awaitAcceptance: 'idle',
};

/** Gives every request of an activity the priority of the activity's type, or `normal` if the table has none. */
export const priorityInterceptor: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) => withPriority(priorities[info.activityType] ?? 'normal', () => next(input)),
  },
});
