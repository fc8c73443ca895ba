import { setTimeout as sleep } from 'node:timers/promises';
import { sameEmail } from '../../../contract/lib/email.ts';
import type { Invitation, User } from '../../../vultr/types.ts';
import { other, seen } from '../answer.ts';
import {
  compareTotals,
  note,
  readBack,
  readTotals,
  statusOf,
  step,
  succeeded,
  type WalkContext,
} from './context.ts';
import { listInvitations, openFor, trackInvitations } from './invite.ts';

/**
 * Waits until the person accepts, presses Enter or the invitations expire. After an acceptance, remembers the user and
 * returns true.
 */
export async function awaitAcceptance(context: WalkContext): Promise<boolean> {
  const { dialog, email, created } = context;
  const before = await readTotals(context);
  dialog.print(
    `\nNow ${email} has to accept: with the link in the email. This looks every ${context.timings.pollMs / 1_000} s.\nPress Enter to go on without it.`,
  );
  const accepted = await waitForAcceptance(context);
  if (accepted === undefined) return false;
  created.invitations.delete(accepted.id);
  const registered = accepted.registeredEmail ?? email;
  const { last, delayMs } = await readBack(
    context,
    (vultr) => vultr.users.list(),
    (users) => findUser(users, registered) !== undefined,
  );
  const user = findUser(last.value ?? [], registered);
  if (user === undefined || delayMs === undefined) {
    dialog.print('  The invitation is accepted, but no user has its email yet.');
    return false;
  }
  created.user = { id: user.id, name: user.name, email: user.email };
  dialog.print(`  Accepted. ${user.email} is a user of the organization.`);
  note(context, 'userRowDelayMs', seen(delayMs, 'from the look that showed the acceptance'));
  note(context, 'meta.total on accepting', compareTotals(before, await readTotals(context)));
  const listed = (await listInvitations(context)).some(({ id }) => id === accepted.id);
  const value = listed ? 'all' : 'pending';
  note(context, 'invitationList', seen(value, `the accepted invitation is ${listed ? '' : 'not '}listed`));
  return true;
}

/** Invites the person who is a user by now. */
export async function inviteMember(context: WalkContext): Promise<void> {
  const email = context.created.user?.email ?? context.email;
  const write = `Invite ${email} although they are a user. If Vultr allows it, they get another email.`;
  const invited = await step(context, write, (vultr) =>
    vultr.invitations.create({ email, apiAccess: false }),
  );
  if (invited === undefined) return;
  const status = statusOf(invited);
  const evidence = `${status} for an invitation to a user`;
  if (succeeded(invited)) {
    note(context, 'inviteMember', seen('allowed', evidence));
    const { last } = await readBack(
      context,
      (vultr) => vultr.invitations.list(),
      (list) => openFor(list, email).length > 0,
    );
    trackInvitations(context, last.value ?? [], invited.value);
  } else note(context, 'inviteMember', status === '400' ? seen(status, evidence) : other(status, evidence));
}

async function waitForAcceptance(context: WalkContext): Promise<Invitation | undefined> {
  const { dialog, timings } = context;
  const waiting = new AbortController();
  let isStopped = false;
  const stopOnEnter = async () => {
    await dialog.enterPressed(waiting.signal);
    isStopped = true;
    waiting.abort();
  };
  void stopOnEnter();
  try {
    for (;;) {
      const looked = await lookAtInvitations(context);
      if (looked === 'expired') {
        dialog.print('  The invitation has expired.');
        return undefined;
      }
      if (looked !== 'open') return looked;
      await sleep(timings.pollMs, undefined, { signal: waiting.signal }).catch(() => {});
      if (isStopped) return undefined;
    }
  } finally {
    waiting.abort();
  }
}

async function lookAtInvitations({
  recorder,
  created,
}: WalkContext): Promise<Invitation | 'open' | 'expired'> {
  let isOpen = false;
  for (const id of created.invitations.keys()) {
    const { value } = await recorder.read((vultr) => vultr.invitations.get(id));
    if (value?.status === 'accepted') return value;
    // One that cannot be read now may be readable later.
    if (value === undefined || (value.expiresAt ?? Infinity) > Date.now()) isOpen = true;
  }
  return isOpen ? 'open' : 'expired';
}

function findUser(users: readonly User[], email: string): User | undefined {
  return users.find((user) => !user.pending && sameEmail(user.email, email));
}
