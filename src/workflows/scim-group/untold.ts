import type { UserGroup } from '../../contract/scim/resource.ts';
import { scimIdOf, userWorkflowId } from '../../contract/scim/ids.ts';
import { membershipSignal } from '../../contract/scim/messages.ts';
import { signalEach, signalsAtOnce } from '../scim/signal-each.ts';

/**
 * The users to whom a group has to tell whether they are members. It tells each what is true when the signal leaves, so the
 * last word that a user gets is right, however often the membership has changed.
 */
export type Untold = {
  readonly add: (userIds: Iterable<string>) => void;
  /** Whether the membership of this user is being told at this moment. */
  readonly isBeingTold: (userId: string) => boolean;
  readonly isEmpty: () => boolean;
  /** Tells the first hundred. Returns the `id`s of users that do not exist and were not added again meanwhile. */
  readonly tellSome: (group: UserGroup, isMember: (userId: string) => boolean) => Promise<string[]>;
  readonly waiting: () => string[];
};

export function createUntold(first: readonly string[] = []): Untold {
  const waiting = new Set(first);
  let beingTold: ReadonlySet<string> = new Set();

  return {
    add(userIds) {
      for (const id of userIds) waiting.add(id);
    },
    isBeingTold: (userId) => beingTold.has(userId),
    isEmpty: () => waiting.size === 0,
    async tellSome(group, isMember) {
      const some = [...waiting].slice(0, signalsAtOnce);
      for (const id of some) waiting.delete(id);
      beingTold = new Set(some);
      const missing = await signalEach(some.map(userWorkflowId), membershipSignal, (workflowId) => [
        { group, isMember: isMember(scimIdOf(workflowId)) },
      ]);
      beingTold = new Set();
      return missing.map(scimIdOf).filter((id) => !waiting.has(id));
    },
    waiting: () => [...waiting],
  };
}
