import { randomBytes } from 'node:crypto';
import { sameId } from '../../../contract/lib/case-insensitive.ts';
import { endpoint } from '../../../vultr/request.ts';
import type { Group, Policy } from '../../../vultr/types.ts';
import { paths } from '../../../vultr/wire.ts';
import { moot, other, seen } from '../answer.ts';
import { isWrapped } from '../questions/objects.ts';
import { keysOf } from '../raw-response.ts';
import type { Recording } from '../recorder.ts';
import { note, readBack, sendDelete, statusOf, step, succeeded, type WalkContext } from './context.ts';
import { noteBody } from './invite.ts';

const description = 'Created by npm run verify:vultr. It can be deleted.';

/** Creates a test group, and tries a second one with the same name. Returns its id, or `undefined` without one. */
export async function createGroups(context: WalkContext): Promise<string | undefined> {
  const name = `verify-vultr-${randomBytes(3).toString('hex')}`;
  const id = await createGroup(context, name, `Create the group ${name}, for this test only.`);
  if (id === undefined) return undefined;
  await createSecondGroup(context, name);
  return id;
}

async function createGroup(context: WalkContext, name: string, write: string): Promise<string | undefined> {
  const created = await step(context, write, (vultr) => vultr.groups.create({ name, description }));
  if (created === undefined || !succeeded(created)) return undefined;
  noteBody(context, created);
  noteBareStatus(context, created);
  const { last, delayMs } = await readBack(
    context,
    (vultr) => vultr.groups.list(),
    (list) => named(list, name).length > 0,
  );
  if (delayMs !== undefined && delayMs > 0)
    note(context, 'readDelayMs', seen(delayMs, 'until a new group was listed'));
  trackGroups(context, last.value ?? [], name, created.value);
  return [...context.created.groups.keys()][0];
}

async function createSecondGroup(context: WalkContext, name: string): Promise<void> {
  const write = `Create a second group named ${name}.`;
  const second = await step(context, write, (vultr) => vultr.groups.create({ name, description }));
  if (second === undefined) return;
  const status = statusOf(second);
  const evidence = `${status} for a second group with the name`;
  if (succeeded(second)) {
    const { last } = await readBack(
      context,
      (vultr) => vultr.groups.list(),
      (list) => named(list, name).length > 1,
    );
    trackGroups(context, last.value ?? [], name, second.value);
    note(context, 'duplicateGroupName', seen('allowed', evidence));
  } else if (status === '400') note(context, 'duplicateGroupName', seen('400', evidence));
  else note(context, 'duplicateGroupName', other(status, evidence));
}

function noteBareStatus(context: WalkContext, { responses }: Recording<unknown>): void {
  const response = responses.at(-1);
  if (response === undefined) return;
  const question = 'bareStatus';
  if (response.isEmpty) note(context, question, moot('a write has no body'));
  else if (isWrapped(response)) note(context, question, moot('a created group has an envelope'));
  else {
    const keys = keysOf(response);
    note(context, question, seen(keys.includes('status') ? 'present' : 'absent', `keys: ${keys.join(', ')}`));
  }
}

/**
 * Attaches a managed policy to the test group, which has no members, attaches it again, and detaches it. Returns whether
 * the group is without a policy afterwards.
 */
export async function attachPolicy(context: WalkContext, groupId: string): Promise<boolean> {
  const policies = (await context.recorder.read((vultr) => vultr.policies.list())).value ?? [];
  const policy = policies.find(({ managed }) => managed);
  if (policy === undefined) return true;
  const write = `Attach the policy ${policy.name} to this group, which has no members.`;
  const attached = await step(context, write, (vultr) => vultr.policies.attachToGroup(policy.id, groupId));
  if (attached === undefined || !succeeded(attached)) return attached === undefined;
  const { delayMs } = await readBack(
    context,
    (vultr) => vultr.groups.policies(groupId),
    (list) => list.some(({ id }) => sameId(id, policy.id)),
  );
  const isEffective = delayMs !== undefined;
  const evidence = `${statusOf(attached)}, then ${isEffective ? '' : 'not '}in the group's policies`;
  note(context, 'attachmentWrite', seen(isEffective ? 'effective' : 'ignored', evidence));
  if (!isEffective) return true;
  await attachAgain(context, groupId, policy);
  return detach(context, groupId, policy);
}

async function attachAgain(context: WalkContext, groupId: string, policy: Policy): Promise<void> {
  const again = await step(context, `Attach it a second time.`, (vultr) =>
    vultr.policies.attachToGroup(policy.id, groupId),
  );
  if (again === undefined) return;
  const status = statusOf(again);
  const evidence = `${status} for a second attachment`;
  const isKnown = status === '201' || status === '400' || status === '409';
  note(context, 'duplicateAttachment', isKnown ? seen(status, evidence) : other(status, evidence));
}

async function detach(context: WalkContext, groupId: string, policy: Policy): Promise<boolean> {
  const write = 'Detach it again, so that this test gives no access to anyone.';
  const detached = await step(context, write, sendDelete(endpoint(paths.policyGroup, policy.id, groupId)));
  return detached !== undefined && succeeded(detached);
}

/** Remembers the test groups: those in the list, and the one that a write returned. */
function trackGroups(
  { created }: WalkContext,
  list: readonly Group[],
  name: string,
  returned: Group | undefined,
): void {
  for (const { id } of [...(returned === undefined ? [] : [returned]), ...named(list, name)])
    created.groups.set(id, name);
}

function named(list: readonly Group[], name: string): Group[] {
  return list.filter((group) => group.name === name && !group.deleted);
}
