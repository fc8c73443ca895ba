import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { groupWorkflowId, userWorkflowId } from '../contract/scim/ids.ts';
import type { KeptName, NameMemo } from '../contract/scim/kept.ts';
import { scimLimits } from '../contract/scim/limits.ts';
import { releaseNameSignal } from '../contract/scim/messages.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { existing, type Found } from './find-kept.ts';
import { PeopleError } from './people-error.ts';
import { again } from './try-again.ts';

/** What the names of users and those of groups have in common. */
export type Named<Kept> = {
  readonly kind: KeptName['kind'];
  /** Finds what runs where a resource with this `id` would. */
  readonly findAt: (id: string) => Promise<Found<Kept>>;
  /** The `id` of a resource that is created with the name that this one has now. */
  readonly nameIdOf: (kept: Kept) => string;
};

/**
 * Why a name is taken: by a resource that has it, or had it. Returns `again` if the name is about to be free, because
 * its owner was deleted.
 */
export async function whyTaken<Kept extends { readonly removed?: true }>(
  { kind, findAt, nameIdOf }: Named<Kept>,
  nameId: string,
  found: Found<Kept>,
): Promise<PeopleError | typeof again> {
  const owner = found.kind === 'name' ? existing(await findAt(found.name.owner)) : existing(found);
  if (owner === undefined) {
    // An owner that was ended in Temporal could not release the name.
    if (found.kind === 'name') await release(found.execution, found.name.owner);
    return again;
  }
  if (nameIdOf(owner.kept) === nameId) {
    return new PeopleError('uniqueness', `Another ${kind} has this name.`);
  }
  const detail = `Another ${kind} had this name and was renamed. It stays theirs as long as they exist, so that no one takes over their access. Delete that ${kind}, or choose another name.`;
  return new PeopleError('name_reserved', detail);
}

async function release(execution: OwnExecution, owner: string): Promise<void> {
  await execution.signal(releaseNameSignal, { owner }).catch(() => {
    // It has ended meanwhile.
  });
}

/**
 * Reserves a name for a resource that is being renamed. If the rename fails afterwards, the name stays reserved, which does
 * no harm. Returns `again` if it has to be tried again. Throws `uniqueness`, `name_reserved` and `too_large`.
 */
export async function reserveName<
  Kept extends { readonly removed?: true; readonly names: readonly string[] },
>(
  client: OrganizationClient,
  named: Named<Kept>,
  { id, kept: { names } }: { readonly id: string; readonly kept: Kept },
  nameId: string,
): Promise<typeof again | undefined> {
  // The name that it was created with is its own.
  if (nameId === id) return undefined;
  if (names.length >= scimLimits.names && !names.includes(nameId)) {
    throw new PeopleError('too_large', `It was renamed ${names.length} times, which is the limit.`);
  }
  const memo: NameMemo = { scimName: { kind: named.kind, owner: id } };
  try {
    await callTemporal(client, () =>
      client.start(workflows.scimName, {
        workflowId: named.kind === 'user' ? userWorkflowId(nameId) : groupWorkflowId(nameId),
        args: [{}],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        memo,
        staticSummary: `Reserves a name of a ${named.kind}`,
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  const found = await named.findAt(nameId);
  if (found.kind === 'name' && found.name.owner === id) return undefined;
  const reason = await whyTaken(named, nameId, found);
  if (reason === again) return again;
  throw reason;
}
