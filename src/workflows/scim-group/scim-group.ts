import {
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import { plural } from '../../contract/lib/plural.ts';
import { groupWorkflowId, scimIdOf } from '../../contract/scim/ids.ts';
import type { GroupMemo, KeptGroup } from '../../contract/scim/kept.ts';
import { scimLimits } from '../../contract/scim/limits.ts';
import {
  type ChangeMembers,
  changeMembersUpdate,
  type GroupVersion,
  memberRemovedSignal,
  nameReservedSignal,
  type RecreateGroup,
  recreateGroupUpdate,
  releaseNameSignal,
  removeGroupUpdate,
  scimRejections,
  writeGroupUpdate,
} from '../../contract/scim/messages.ts';
import type { ScimGroupInput } from '../../contract/scim/workflow-input.ts';
import { scimKeysAttribute } from '../../contract/temporal/search-attributes.ts';
import type { ScimGroupWorkflow } from '../../contract/temporal/workflow-definitions.ts';
import { rejection } from '../engine/command-validators.ts';
import { nowIso } from '../engine/now.ts';
import { assertExists, assertRemoved, assertVersion } from '../scim/assertions.ts';
import { createRenewal } from '../scim/renewal.ts';
import { signalEach } from '../scim/signal-each.ts';
import { changeMembers } from './members.ts';
import { createUntold } from './untold.ts';

/** Between hundreds of users who are told: other writes would wait behind the tasks of all of them. */
const pauseMs = 1_000;

/**
 * Keeps one SCIM group, and tells each user who becomes a member or is none any more. Its memo is its state. It ends after the
 * group was deleted, once everyone knows. It ignores a cancellation from Temporal.
 */
export async function scimGroup(input: ScimGroupInput): Promise<void> {
  return CancellationScope.nonCancellable(() => serve(input));
}

async function serve(input: ScimGroupInput): Promise<void> {
  const { memo, workflowId, typedSearchAttributes } = workflowInfo();
  const id = scimIdOf(workflowId);
  let kept = (memo as GroupMemo).scimGroup;
  let keys = typedSearchAttributes.get(scimKeysAttribute) ?? [];
  let members = new Set(kept.members);
  const untold = createUntold(input.untold === 'members' ? kept.members : input.untold);
  const names = new Set(input.releases);
  const renewal = createRenewal();
  const show = () => setCurrentDetails(describePage(kept));

  function keep(changes: Partial<KeptGroup>): GroupVersion {
    kept = { ...kept, ...changes };
    upsertMemo({ scimGroup: kept });
    if (changes.members !== undefined) members = new Set(changes.members);
    renewal.countWrite();
    show();
    return versionOf(kept);
  }

  function write(changes: Partial<KeptGroup>): GroupVersion {
    return keep({ ...changes, version: kept.version + 1, modified: nowIso() });
  }

  function keepKeys(next: readonly string[] | undefined): void {
    if (next === undefined || next.join() === keys.join()) return;
    keys = [...next];
    upsertSearchAttributes([{ key: scimKeysAttribute, value: keys }]);
  }

  /** Returns the members after the change, or `undefined` if they are the same. */
  function takeMembers(change: ChangeMembers): readonly string[] | undefined {
    const next = changeMembers(kept.members, change);
    // A user who is a member already may have been found missing, and be created again since.
    untold.add([...next.changed, ...change.add.filter(untold.isBeingTold)]);
    return next.changed.length === 0 ? undefined : next.members;
  }

  setHandler(
    writeGroupUpdate,
    ({ displayName = kept.displayName, externalId = kept.externalId, keys: next, members: change }) => {
      const changed = defined({ members: change && takeMembers(change) });
      const isKnown = displayName === kept.displayName && (externalId ?? undefined) === kept.externalId;
      if (isKnown) return changed.members === undefined ? versionOf(kept) : write(changed);
      keepKeys(next);
      untold.add(kept.members);
      const { externalId: _, ...rest } = kept;
      kept = rest;
      return write({ displayName, ...(externalId === null ? {} : defined({ externalId })), ...changed });
    },
    {
      validator({ ifVersion, members: change }) {
        assertExists(kept);
        assertVersion(kept, ifVersion);
        if (change !== undefined) assertFits(changeMembers(kept.members, change).members.length);
      },
    },
  );
  setHandler(
    changeMembersUpdate,
    (change) => {
      const next = takeMembers(change);
      return next === undefined ? versionOf(kept) : write({ members: next });
    },
    {
      validator(change) {
        assertExists(kept);
        assertFits(changeMembers(kept.members, change).members.length);
      },
    },
  );
  setHandler(
    recreateGroupUpdate,
    ({ displayName, externalId, members: next, keys: nextKeys }) => {
      const { removed: _, externalId: _before, ...rest } = kept;
      kept = rest;
      keepKeys(nextKeys);
      untold.add(next);
      return write({ displayName, ...defined({ externalId }), members: next, created: nowIso() });
    },
    { validator: (_input: RecreateGroup) => assertRemoved(kept) },
  );
  setHandler(
    removeGroupUpdate,
    () => {
      for (const name of kept.names) names.add(name);
      untold.add(kept.members);
      keepKeys([]);
      write({ removed: true, members: [], names: [] });
    },
    {
      validator({ ifVersion }) {
        assertExists(kept);
        assertVersion(kept, ifVersion);
      },
    },
  );
  setHandler(memberRemovedSignal, ({ userId }) => {
    if (members.has(userId)) write({ members: kept.members.filter((member) => member !== userId) });
    // The user may be created again, and may have been told otherwise since.
    untold.add([userId]);
  });
  setHandler(nameReservedSignal, ({ nameId }) => {
    if (kept.removed) names.add(nameId);
    else if (!kept.names.includes(nameId)) keep({ names: [...kept.names, nameId] });
  });

  async function tellSome(): Promise<void> {
    const { displayName: display, externalId } = kept;
    const missing = await untold.tellSome({ id, display, ...defined({ externalId }) }, (user) =>
      members.has(user),
    );
    const gone = new Set(missing.filter((user) => members.has(user)));
    if (gone.size > 0) write({ members: kept.members.filter((member) => !gone.has(member)) });
  }

  async function releaseNames(): Promise<void> {
    const released = [...names];
    names.clear();
    await signalEach(released.map(groupWorkflowId), releaseNameSignal, () => [{ owner: id }]);
  }

  show();
  const isTold = () => untold.isEmpty() && names.size === 0;
  const isOver = () => kept.removed === true && isTold();
  const mayContinue = () => renewal.isDue() && allHandlersFinished();
  for (;;) {
    // Goes on only after an update has returned, so that the order of commands does not depend on interceptors.
    await condition(() => allHandlersFinished() && (!isTold() || isOver() || mayContinue()));
    if (mayContinue()) {
      const continueAsNew = makeContinueAsNewFunc<ScimGroupWorkflow>({
        memo: { scimGroup: kept },
        typedSearchAttributes: [{ key: scimKeysAttribute, value: keys }],
      });
      await continueAsNew({ untold: untold.waiting(), releases: [...names] });
    }
    if (isOver()) return;
    if (names.size > 0) await releaseNames();
    if (!untold.isEmpty()) await tellSome();
    if (!untold.isEmpty()) await sleep(pauseMs, { summary: 'lets the workflows of the users catch up' });
  }
}

function versionOf({ members, ...rest }: KeptGroup): GroupVersion {
  return { ...rest, memberCount: members.length };
}

function assertFits(count: number): void {
  if (count <= scimLimits.membersOfGroup) return;
  const message = `the group would have ${count} members, more than ${scimLimits.membersOfGroup}`;
  throw rejection(scimRejections.tooLarge, message);
}

function describePage({ displayName, members, version, removed }: KeptGroup): string {
  return `The SCIM group **${displayName}** with ${plural(members.length, 'member')}, version ${version}.${removed ? ' **Deleted.**' : ''}`;
}
