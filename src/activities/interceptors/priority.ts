import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { type Priority, withPriority } from '../../vultr/priority.ts';

/** Steps of people who have accepted, the undoing of access, and callers who wait for a response go first. */
const priorities: Readonly<Record<string, Priority>> = {
  confirmPerson: 'urgent',
  addMember: 'urgent',
  verifyAccess: 'urgent',
  lookAtInvitation: 'urgent',
  undoAccess: 'urgent',
  reportAccess: 'urgent',
  watchInvitations: 'background',
  awaitAcceptance: 'idle',
};

/** Gives every request of an activity the priority that belongs to its type; `normal` if none is named. */
export const priorityInterceptor: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) => withPriority(priorities[info.activityType] ?? 'normal', () => next(input)),
  },
});
