import { sameId } from '../../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../../contract/lib/email.ts';
import { endpoint } from '../../../vultr/request.ts';
import type { Member } from '../../../vultr/types.ts';
import { paths, type WireMemberRequest } from '../../../vultr/wire.ts';
import { other, seen } from '../answer.ts';
import { memberIdAnswer } from '../questions/relations.ts';
import type { Recording } from '../recorder.ts';
import { note, readBack, statusOf, step, succeeded, type WalkContext } from './context.ts';

type Person = { readonly id: string; readonly name: string; readonly email: string };

/** A name that no user has, so that only `user_id` can name the new member. */
const noName = 'no user of verify:vultr';

/** Adds the test person to the test group, which has no policy, again, and once more after a removal. */
export async function tryMembership(context: WalkContext, groupId: string, person: Person): Promise<void> {
  const member = await addFirst(context, groupId, person);
  if (member === undefined) return;
  await addAgain(context, groupId, person);
  await addRemoved(context, groupId, person, member);
}

/**
 * Adds the person by `user_id` beside a `display_name` that names nobody; if that does not add them, by `display_name`
 * beside a name. Returns the member, or `undefined` if there is none.
 */
async function addFirst(context: WalkContext, groupId: string, person: Person): Promise<Member | undefined> {
  const byId = await add(
    context,
    groupId,
    { user_id: person.id, display_name: noName },
    `Add ${person.email} to the group, which has no policy, by user_id.`,
  );
  if (byId === undefined) return undefined;
  if (byId.member !== undefined) {
    note(context, 'memberNamedBy', seen('user_id', `${byId.status} beside a display_name of no user`));
    return notedEffect(context, person, byId);
  }
  const byName = await add(
    context,
    groupId,
    { user_id: person.id, display_name: person.email },
    `Add them by display_name: ${byId.status} by user_id did not add them.`,
  );
  if (byName === undefined) return undefined;
  if (byName.member !== undefined) {
    note(
      context,
      'memberNamedBy',
      seen('display_name', `${byId.status} without it, ${byName.status} with it`),
    );
    return notedEffect(context, person, byName);
  }
  const evidence = `${byId.status} and ${byName.status}, then not among the members`;
  if (byName.status.startsWith('2')) note(context, 'memberWrite', seen('ignored', evidence));
  else note(context, 'memberNamedBy', other('neither', evidence));
  return undefined;
}

type Addition = {
  readonly status: string;
  readonly member: Member | undefined;
  readonly read: Recording<Member[]>;
};

function notedEffect(
  context: WalkContext,
  person: Person,
  { status, member, read }: Addition,
): Member | undefined {
  note(context, 'memberWrite', seen('effective', `${status}, then among the members`));
  const response = read.responses.at(-1);
  if (response !== undefined) note(context, 'memberId', memberIdAnswer(response, [person]));
  return member;
}

async function add(
  context: WalkContext,
  groupId: string,
  body: WireMemberRequest,
  write: string,
): Promise<Addition | undefined> {
  const added = await step(context, write, (_client, send) =>
    send({ method: 'POST', ...endpoint(paths.groupMembers, groupId), body }, () => undefined),
  );
  if (added === undefined) return undefined;
  const { user } = context.created;
  const isPerson = (member: Member) =>
    user !== undefined &&
    (sameId(member.id, user.id) || (member.email !== undefined && sameEmail(member.email, user.email)));
  const { last: read } = succeeded(added)
    ? await readBack(
        context,
        (vultr) => vultr.groups.members(groupId),
        (members) => members.some(isPerson),
      )
    : { last: { responses: [], value: [] } };
  return { status: statusOf(added), member: read.value?.find(isPerson), read };
}

async function addAgain(context: WalkContext, groupId: string, person: Person): Promise<void> {
  const again = await step(context, 'Add them a second time.', (vultr) =>
    vultr.groups.addMember(groupId, memberName(person)),
  );
  if (again === undefined) return;
  const status = statusOf(again);
  const evidence = `${status} for a second membership`;
  const isKnown = status === '201' || status === '400' || status === '409';
  note(context, 'duplicateMember', isKnown ? seen(status, evidence) : other(status, evidence));
}

async function addRemoved(
  context: WalkContext,
  groupId: string,
  person: Person,
  member: Member,
): Promise<void> {
  const removed = await step(context, 'Remove them from the group.', (vultr) =>
    vultr.groups.removeMember(groupId, member.id),
  );
  if (removed === undefined || !succeeded(removed)) return;
  await readBack(
    context,
    (vultr) => vultr.groups.members(groupId),
    (members) => members.length === 0,
  );
  const added = await add(
    context,
    groupId,
    { user_id: person.id, display_name: memberName(person).name },
    'Add them once more after the removal.',
  );
  if (added === undefined) return;
  const evidence = `${added.status} after a removal`;
  if (added.member !== undefined) note(context, 'removedMember', seen('revived', evidence));
  else if (added.status === '400') note(context, 'removedMember', seen('400', evidence));
  else note(context, 'removedMember', other(added.status, evidence));
}

/** A user without a name is named by email. */
function memberName({ id, name, email }: Person): { readonly id: string; readonly name: string } {
  return { id, name: name === '' ? email : name };
}
