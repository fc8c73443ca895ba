import { groupWorkflowId, userWorkflowId } from '../../contract/scim/ids.ts';
import { memberRemovedSignal, releaseNameSignal } from '../../contract/scim/messages.ts';
import type { Releases } from '../../contract/scim/workflow-input.ts';
import { signalEach } from '../scim/signal-each.ts';

/** What a user who was deleted gives up: the memberships in groups, and reserved names. */
export type ReleaseQueue = {
  readonly add: (releases: Partial<Releases>) => void;
  /** Whether something is still to be told, or on its way. */
  readonly isEmpty: () => boolean;
  /** Tells the groups and the names that wait, until none is left. */
  readonly send: () => Promise<void>;
  readonly waiting: () => Releases;
};

export function createReleaseQueue(
  userId: string,
  first: Releases = { groups: [], names: [] },
): ReleaseQueue {
  const groups = new Set(first.groups);
  const names = new Set(first.names);
  let isSending = false;

  return {
    add(releases) {
      for (const id of releases.groups ?? []) groups.add(id);
      for (const id of releases.names ?? []) names.add(id);
    },
    isEmpty: () => groups.size === 0 && names.size === 0 && !isSending,
    async send() {
      isSending = true;
      while (groups.size > 0 || names.size > 0) {
        const groupIds = [...groups].map(groupWorkflowId);
        const nameIds = [...names].map(userWorkflowId);
        groups.clear();
        names.clear();
        // One that does not run needs no word.
        await signalEach(groupIds, memberRemovedSignal, () => [{ userId }]);
        await signalEach(nameIds, releaseNameSignal, () => [{ owner: userId }]);
      }
      isSending = false;
    },
    waiting: () => ({ groups: [...groups], names: [...names] }),
  };
}
