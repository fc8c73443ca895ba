import { withPriority, type Priority } from '../../vultr/priority.ts';
import { type Activities, wrapEach } from './wrap-each.ts';

/** Steps of people who have accepted, the undoing of access, and whoever waits for an answer on a screen go first. */
const priorityOf: Readonly<Record<string, Priority>> = {
  confirmPerson: 'accepted',
  addMember: 'accepted',
  verifyAccess: 'accepted',
  lookAtInvitation: 'accepted',
  undoAccess: 'accepted',
  reportAccess: 'accepted',
  watchInvitations: 'watch',
  awaitAcceptance: 'poll',
};

/** Gives every request of an activity the priority that belongs to its name; `inviting` where none is named. */
export function prioritized<Some extends Activities>(activities: Some): Some {
  return wrapEach(
    activities,
    (activity, name) =>
      (...input) =>
        withPriority(priorityOf[name] ?? 'inviting', () => activity(...input)),
  );
}
