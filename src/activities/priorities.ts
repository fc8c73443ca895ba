import { atPriority, type Priority } from '../vultr/priority.ts';

type Activity = (...input: never[]) => Promise<unknown>;

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
export function prioritized<Activities extends Readonly<Record<string, Activity>>>(
  activities: Activities,
): Activities {
  const entries = Object.entries(activities).map(([name, activity]) => [
    name,
    (...input: never[]) => atPriority(priorityOf[name] ?? 'inviting', () => activity(...input)),
  ]);
  return Object.fromEntries(entries) as Activities;
}
