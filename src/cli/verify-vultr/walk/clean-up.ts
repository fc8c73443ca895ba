import { plural } from '../../../contract/lib/plural.ts';
import { endpoint } from '../../../vultr/request.ts';
import { paths } from '../../../vultr/wire.ts';
import { seen } from '../answer.ts';
import { note, readBack, sendDelete, step, succeeded, type WalkContext } from './context.ts';

/** Offers to delete the test groups and to remove the test person from the organization. */
export async function cleanUp(context: WalkContext): Promise<void> {
  for (const [id, name] of context.created.groups) await deleteGroup(context, id, name);
  await removeUser(context);
}

async function deleteGroup(context: WalkContext, id: string, name: string): Promise<void> {
  const { created } = context;
  const deleted = await step(
    context,
    `Delete the test group ${name}.`,
    sendDelete(endpoint(paths.group, id)),
  );
  if (deleted === undefined || !succeeded(deleted)) return;
  created.groups.delete(id);
  const { last } = await readBack(
    context,
    (vultr) => vultr.groups.list(),
    (list) => list.every((group) => group.id !== id || group.deleted),
  );
  if (last.value === undefined) return;
  const isListed = last.value.some((group) => group.id === id);
  note(
    context,
    'deletedGroupsListed',
    seen(isListed, `the deleted group is ${isListed ? '' : 'not '}listed`),
  );
}

async function removeUser(context: WalkContext): Promise<void> {
  const { created, dialog, recorder } = context;
  const { user } = created;
  if (user === undefined) return;
  const organizations = (await recorder.read((vultr) => vultr.organizations.list())).value ?? [];
  const [organization] = organizations;
  if (organization === undefined || organizations.length > 1) {
    // Which of several organizations the key acts on is not documented.
    dialog.print(
      `\nThe key sees ${plural(organizations.length, 'organization')}. Remove ${user.email} in the Console.`,
    );
    return;
  }
  const removed = await step(
    context,
    `Remove ${user.email} from the organization. Their own account remains.`,
    (vultr) => vultr.organizations.removeUser(organization.id, user.id),
  );
  if (removed !== undefined && succeeded(removed)) created.user = undefined;
}
