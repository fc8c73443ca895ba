import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { groupWorkflowId, scimIdOf, userWorkflowId } from '../contract/scim/ids.ts';
import type { NameMemo } from '../contract/scim/kept.ts';
import { nameReservedSignal, releaseNameSignal } from '../contract/scim/messages.ts';
import type { ScimNameInput } from '../contract/scim/workflow-input.ts';
import type { ScimNameWorkflow } from '../contract/temporal/workflow-definitions.ts';
import { createRenewal } from './scim/renewal.ts';

/**
 * Reserves a name for a user or a group that was renamed: it runs under the workflow ID of a user or group that is
 * created with that name, so only one of them can exist. It tells its owner, and ends when the owner is deleted. It ignores cancellation.
 */
export async function scimName(input: ScimNameInput): Promise<void> {
  return CancellationScope.nonCancellable(() => serve(input));
}

async function serve({ announced }: ScimNameInput): Promise<void> {
  const { memo, workflowId } = workflowInfo();
  const { scimName: kept } = memo as NameMemo;
  const ownerId = kept.kind === 'user' ? userWorkflowId(kept.owner) : groupWorkflowId(kept.owner);
  setCurrentDetails(`Reserves a name of the ${kept.kind} \`${ownerId}\` until that is deleted.`);
  let isReleased = false;
  // A name that was released and reserved again has another owner, so a late signal does not mean this one.
  setHandler(releaseNameSignal, ({ owner }) => {
    if (owner === kept.owner) isReleased = true;
  });
  const renewal = createRenewal();
  if (announced === undefined) {
    const owner = getExternalWorkflowHandle(ownerId);
    try {
      await owner.signal(nameReservedSignal, { nameId: scimIdOf(workflowId) });
    } catch {
      // The owner was deleted in the meantime, so it could never release the name.
      return;
    }
  }
  await condition(() => isReleased || renewal.isDue());
  if (isReleased) return;
  await makeContinueAsNewFunc<ScimNameWorkflow>({ memo: { scimName: kept } })({ announced: true });
}
