import {
  allHandlersFinished,
  CancellationScope,
  condition,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { scimIdOf } from '../../contract/scim/ids.ts';
import type { KeptUser, UserMemo } from '../../contract/scim/kept.ts';
import { scimLimits } from '../../contract/scim/limits.ts';
import {
  membershipSignal,
  nameReservedSignal,
  type RecreateUser,
  recreateUserUpdate,
  removeUserUpdate,
  replaceUserUpdate,
} from '../../contract/scim/messages.ts';
import { newReconciler } from '../../contract/scim/reconciler-state.ts';
import type { UserGroup } from '../../contract/scim/resource.ts';
import type { ScimUserInput } from '../../contract/scim/workflow-input.ts';
import { personChangedSignal } from '../../contract/temporal/messages.ts';
import { scimKeysAttribute } from '../../contract/temporal/search-attributes.ts';
import type { ScimUserWorkflow } from '../../contract/temporal/workflow-definitions.ts';
import { nowIso } from '../engine/now.ts';
import { assertExists, assertRemoved, assertVersion } from '../scim/assertions.ts';
import { createRenewal } from '../scim/renewal.ts';
import { keepReconciling } from './keep-reconciling.ts';
import { createReleaseQueue } from './releases.ts';
import { describeUser } from './user-page.ts';
import { withGroup } from './with-group.ts';

/**
 * Keeps one SCIM user, and brings about what the identity provider wants the user to have. Its memo is its state. It ends
 * after the user was deleted, once everything is taken and released. It ignores a cancellation from Temporal.
 */
export async function scimUser(input: ScimUserInput): Promise<void> {
  return CancellationScope.nonCancellable(() => serve(input));
}

async function serve({ releases: unfinished }: ScimUserInput): Promise<void> {
  const { memo, workflowId, firstExecutionRunId, typedSearchAttributes } = workflowInfo();
  let kept = (memo as UserMemo).scimUser;
  let keys = typedSearchAttributes.get(scimKeysAttribute) ?? [];
  let revision = 0;
  let told = 0;
  const releases = createReleaseQueue(scimIdOf(workflowId), unfinished);
  const renewal = createRenewal();
  const show = () => setCurrentDetails(describeUser(kept));

  function keep(changes: Partial<KeptUser>): KeptUser {
    kept = { ...kept, ...changes };
    upsertMemo({ scimUser: kept });
    renewal.countWrite();
    show();
    return kept;
  }

  /** The wish changes with it. */
  function keepWish(changes: Partial<KeptUser>): KeptUser {
    revision++;
    return keep(changes);
  }

  function keepKeys(next: readonly string[]): void {
    if (next.join() === keys.join()) return;
    keys = [...next];
    upsertSearchAttributes([{ key: scimKeysAttribute, value: keys }]);
  }

  setHandler(
    replaceUserUpdate,
    ({ resource, keys: next }) => {
      keepKeys(next);
      return keepWish({ resource, version: kept.version + 1, modified: nowIso() });
    },
    {
      validator({ ifVersion }) {
        assertExists(kept);
        assertVersion(kept, ifVersion);
      },
    },
  );
  setHandler(
    recreateUserUpdate,
    ({ resource, keys: next }) => {
      const { removed: _, ...rest } = kept;
      kept = rest;
      keepKeys(next);
      const created = nowIso();
      const access = { state: 'settling', since: created, roles: [] } as const;
      return keepWish({ resource, version: kept.version + 1, created, modified: created, access });
    },
    { validator: (_input: RecreateUser) => assertRemoved(kept) },
  );
  setHandler(
    removeUserUpdate,
    async () => {
      releases.add({ groups: kept.groups.map(({ id }) => id), names: kept.names });
      keepKeys([]);
      keepWish({ removed: true, version: kept.version + 1, modified: nowIso(), groups: [], names: [] });
      // Every group has received the word before the caller knows: a membership that is given from then on stays.
      // After a cancellation in Temporal, the scope of the handler is cancelled; the user is removed all the same.
      await CancellationScope.nonCancellable(() => condition(releases.isEmpty));
    },
    {
      validator({ ifVersion }) {
        assertExists(kept);
        assertVersion(kept, ifVersion);
      },
    },
  );
  setHandler(membershipSignal, ({ group, isMember }) => takeMembership(group, isMember));
  setHandler(nameReservedSignal, ({ nameId }) => {
    if (kept.removed) releases.add({ names: [nameId] });
    else if (!kept.names.includes(nameId)) keep({ names: [...kept.names, nameId] });
  });

  function takeMembership(group: UserGroup, isMember: boolean): void {
    if (kept.removed) {
      if (isMember) releases.add({ groups: [group.id] });
      return;
    }
    const groups = withGroup(kept.groups, group, isMember);
    if (groups === kept.groups) return;
    if (groups.length <= scimLimits.groupsOfUser) keepWish({ groups });
    else log.warn('a user is in more groups than are kept', { groupId: group.id });
  }

  show();
  setHandler(personChangedSignal, () => void told++);
  const reconciler = keepReconciling({
    owner: workflowId,
    life: firstExecutionRunId.slice(0, 8),
    wish: () => {
      const { resource, groups, version, removed = false } = kept;
      return { resource, groups, version, removed };
    },
    revision: () => revision,
    told: () => told,
    access: () => kept.access,
    publish: (access) => keep({ access }),
    state: () => kept.reconciler ?? newReconciler,
    keep(state) {
      if (JSON.stringify(state) !== JSON.stringify(kept.reconciler)) keep({ reconciler: state });
    },
  });
  const isOver = () => kept.removed === true && reconciler.isDone() && allHandlersFinished();
  const mayContinue = () => renewal.isDue() && reconciler.isAtRest() && allHandlersFinished();

  for (;;) {
    await condition(() => !releases.isEmpty() || isOver() || mayContinue());
    if (!releases.isEmpty()) await releases.send();
    else if (isOver()) return;
    else {
      const continueAsNew = makeContinueAsNewFunc<ScimUserWorkflow>({
        memo: { scimUser: kept },
        typedSearchAttributes: [{ key: scimKeysAttribute, value: keys }],
      });
      await continueAsNew({ releases: releases.waiting() });
    }
  }
}
