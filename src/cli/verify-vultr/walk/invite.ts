import { sameEmail } from '../../../contract/lib/email.ts';
import { sameId } from '../../../contract/lib/case-insensitive.ts';
import { type Dialect } from '../../../simulator/dialect.ts';
import { decodeText } from '../../../vultr/decode.ts';
import type { Invitation } from '../../../vultr/types.ts';
import { moot, other, seen, unseen, remedies } from '../answer.ts';
import { lifetimeOf } from '../questions/invitations.ts';
import { rowsOf } from '../raw-response.ts';
import type { Recording } from '../recorder.ts';
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

/**
 * Invites the person, or resends the invitation of theirs that has expired. Returns whether an invitation is open
 * afterwards.
 */
export async function invite(context: WalkContext, expired: Invitation | undefined): Promise<boolean> {
  const { email } = context;
  if (expired !== undefined && (await resendExpired(context, expired))) return true;
  const before = await readTotals(context);
  const write = `Invite ${email}. Vultr sends them an email.`;
  const created = await step(context, write, (vultr) =>
    vultr.invitations.create({ email, apiAccess: false }),
  );
  if (created === undefined) return false;
  if (expired !== undefined)
    note(
      context,
      'expiredBlocksNew',
      seen(!succeeded(created), `${statusOf(created)} beside an expired one`),
    );
  if (!succeeded(created)) return false;
  noteBody(context, created);
  const { last, delayMs } = await readBack(
    context,
    (vultr) => vultr.invitations.list(),
    (list) => openFor(list, email).length > 0,
  );
  if (delayMs !== undefined) note(context, 'readDelayMs', seen(delayMs, 'until a new invitation was listed'));
  trackInvitations(context, last.value ?? [], created.value);
  if (context.created.invitations.size === 0) {
    context.dialog.print('  No list shows the invitation, so the walk ends here.');
    context.created.unconfirmed = write;
    return false;
  }
  note(context, 'meta.total on sending', compareTotals(before, await readTotals(context)));
  noteNewInvitation(context, last);
  return true;
}

/** Invites the person a second time, then resends the invitation. */
export async function repeatInvitation(context: WalkContext): Promise<void> {
  await inviteAgain(context);
  await resend(context);
}

async function resendExpired(context: WalkContext, { id }: Invitation): Promise<boolean> {
  const write = `Resend the invitation of ${context.email} that has expired. Vultr may send them an email.`;
  const resent = await step(context, write, (vultr) => vultr.invitations.resend(id));
  if (resent === undefined) return false;
  const status = statusOf(resent);
  const evidence = `${status} for an expired invitation`;
  if (succeeded(resent)) note(context, 'resendExpired', seen('allowed', evidence));
  else if (status === '400' || status === '404') note(context, 'resendExpired', seen(status, evidence));
  else note(context, 'resendExpired', other(status, evidence));
  if (!succeeded(resent)) return false;
  const { last } = await readBack(
    context,
    (vultr) => vultr.invitations.list(),
    (list) => openFor(list, context.email).length > 0,
  );
  trackInvitations(context, last.value ?? [], resent.value);
  return true;
}

async function inviteAgain(context: WalkContext): Promise<void> {
  const { email } = context;
  const before = openFor(await listInvitations(context), email);
  const write = `Invite ${email} a second time. If Vultr allows it, they get another email.`;
  const again = await step(context, write, (vultr) => vultr.invitations.create({ email, apiAccess: false }));
  if (again === undefined) return;
  const evidence = `${statusOf(again)} for a second invitation`;
  if (!succeeded(again)) {
    const status = statusOf(again);
    note(context, 'duplicateInvitation', status === '400' ? seen('400', evidence) : other(status, evidence));
    return;
  }
  const { last } = await readBack(
    context,
    (vultr) => vultr.invitations.list(),
    (list) => openFor(list, email).length > before.length,
  );
  trackInvitations(context, last.value ?? [], again.value);
  const after = openFor(last.value ?? [], email);
  const value: Dialect['duplicateInvitation'] = after.length > before.length ? 'doubled' : 'same';
  note(context, 'duplicateInvitation', seen(value, `${evidence}, then ${after.length} pending`));
}

async function resend(context: WalkContext): Promise<void> {
  const { email, created } = context;
  const [id] = created.invitations.keys();
  if (id === undefined) return;
  const before = openFor(await listInvitations(context), email);
  const write = `Resend the invitation. Vultr sends ${email} another email.`;
  const resent = await step(context, write, (vultr) => vultr.invitations.resend(id));
  if (resent === undefined) return;
  if (!succeeded(resent)) {
    note(context, 'resendId', unseen(`A resend returned ${statusOf(resent)}`, remedies.report));
    return;
  }
  const isNew = (invitation: Invitation) => !before.some((old) => sameId(old.id, invitation.id));
  // Without a body, only the list shows a new id.
  const { last } =
    resent.value === undefined
      ? await readBack(
          context,
          (vultr) => vultr.invitations.list(),
          (list) => openFor(list, email).some(isNew),
        )
      : await readBack(
          context,
          (vultr) => vultr.invitations.list(),
          () => true,
        );
  const replacement = resent.value ?? openFor(last.value ?? [], email).find(isNew);
  const value = replacement === undefined || sameId(replacement.id, id) ? 'same' : 'new';
  if (value === 'new') created.invitations.delete(id);
  trackInvitations(context, last.value ?? [], resent.value);
  note(context, 'resendId', seen(value, `${statusOf(resent)}, ids before and after compared`));
}

/** What `POST` returned: a body or none. */
export function noteBody(context: WalkContext, { responses }: Recording<unknown>): void {
  const response = responses.at(-1);
  if (response === undefined) return;
  const { isEmpty, status, request } = response;
  note(context, 'writeBodies', seen(isEmpty ? 'empty' : 'present', `${status} to ${request}`));
}

function noteNewInvitation(context: WalkContext, { responses }: Recording<unknown>): void {
  const { email } = context;
  const row = responses
    .flatMap(rowsOf)
    .findLast((one) => sameEmail(decodeText(one, 'email_invited') ?? '', email));
  if (row === undefined) return;
  const lifetime = lifetimeOf(row);
  if (lifetime !== undefined)
    note(
      context,
      'invitationLifetimeMs',
      seen(lifetime, 'from date_created to expiration_date of a new one'),
    );
  const shown = decodeText(row, 'email_invited');
  if (email === email.toLowerCase()) return;
  if (shown === email) note(context, 'emailCase', seen('as-sent', 'a capital letter was kept'));
  else if (shown === email.toLowerCase())
    note(context, 'emailCase', seen('lower', 'a capital letter was not kept'));
  else note(context, 'emailCase', moot('the email was changed in another way'));
}

/** Remembers the open invitations to the person: those in the list, and the one that a write returned. */
export function trackInvitations(
  { created, email }: WalkContext,
  list: readonly Invitation[],
  returned: Invitation | undefined,
): void {
  for (const { id, expiresAt } of [...(returned === undefined ? [] : [returned]), ...openFor(list, email)])
    created.invitations.set(id, expiresAt);
}

export async function listInvitations({ recorder }: WalkContext): Promise<Invitation[]> {
  return (await recorder.read((vultr) => vultr.invitations.list())).value ?? [];
}

/** The pending invitations to the email, those past their end excluded. */
export function openFor(list: readonly Invitation[], email: string): Invitation[] {
  return list.filter(
    ({ status, email: invited, expiresAt = Infinity }) =>
      status === 'pending' && sameEmail(invited, email) && expiresAt > Date.now(),
  );
}
