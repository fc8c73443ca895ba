import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { currentUsers } from '../state/access.ts';
import { comparable } from '../state/addresses.ts';
import { endOf, isAlive, isExpired, sendMail, unanswered } from '../state/invitations.ts';
import { drop, type InvitationRow } from '../state/rows.ts';
import {
  type ApiResponse,
  type Call,
  found,
  type Operation,
  parseBody,
  HttpError,
  single,
  written,
} from './call.ts';
import { listAnswer } from './pages.ts';
import { renderInvitation } from './render.ts';

const invitationRequest = z.object({
  email_invited: z
    .string()
    .trim()
    .max(254)
    .regex(/^[^@\s]+@[^@\s]+$/),
  permissions: z
    .object({ api_enabled: z.union([z.boolean(), z.number(), z.string()]).optional() })
    .optional(),
});

/** The path is singular: `/v2/invitation`. Vultr has no way to revoke an invitation. */
export const invitationOperations: readonly Operation[] = [
  { method: 'GET', path: '/v2/invitation', handle: list },
  { method: 'POST', path: '/v2/invitation', handle: create },
  { method: 'GET', path: '/v2/invitation/:id', handle: get },
  { method: 'POST', path: '/v2/invitation/:id/resend', handle: resend },
];

function list(call: Call): ApiResponse {
  const { dialect, now, reads } = call;
  const shown = [...reads.invitations.values()].filter(
    (invitation) =>
      (dialect.invitationList === 'all' || invitation.status === 'Pending') &&
      (dialect.expiredListed || !isExpired(invitation, now)),
  );
  return listAnswer(call, dialect.invitationListKey, shown, (row) => renderInvitation(call, row));
}

function get(call: Call): ApiResponse {
  const invitation = found(call, call.reads.invitations.get(call.param('id')), 'Invite not found.');
  const { invitationKey } = call.dialect;
  return { status: 200, body: single(call, invitationKey, renderInvitation(call, invitation)) };
}

function create(call: Call): ApiResponse {
  const { email_invited: email, permissions } = parseBody(invitationRequest, call.body);
  const { dialect, now, truth } = call;
  const address = comparable(email);
  const isMember = currentUsers(truth, Infinity).some(
    (user) => user.address === address && user.status !== 'pending',
  );
  if (isMember && dialect.inviteMember === '400')
    throw new HttpError(400, 'This user is already a member of the organization.');
  const waiting = unanswered(truth, address);
  const standing = waiting.findLast((one) => dialect.expiredBlocksNew || isAlive(one, now));
  if (standing !== undefined && dialect.duplicateInvitation === '400')
    throw new HttpError(400, 'This email address has already been invited.');
  if (standing !== undefined && dialect.duplicateInvitation === 'same') return sent(call, 201, standing);
  const invitation: InvitationRow = {
    id: randomUUID(),
    seq: call.nextSeq(),
    email,
    address,
    apiEnabled: isYes(permissions?.api_enabled),
    status: 'Pending',
    createdAt: now,
    expiresAt: endOf(truth, dialect, email, now),
    userId: waiting.at(-1)?.userId ?? randomUUID(),
    mailsSent: 0,
  };
  call.commit(...sendMail(truth, invitation, now, call.nextSeq()));
  return sent(call, 201, invitation);
}

/** The end moves to a whole lifetime from now, and another mail goes out. */
function resend(call: Call): ApiResponse {
  const { dialect, now, truth } = call;
  const old = found(call, truth.invitations.get(call.param('id')), 'Invite not found.');
  if (old.status !== 'Pending') throw new HttpError(400, 'Only pending invitations can be resent.');
  if (isExpired(old, now) && dialect.resendExpired === '400')
    throw new HttpError(400, 'This invitation has expired.');
  if (isExpired(old, now) && dialect.resendExpired === '404') throw new HttpError(404, 'Invite not found.');
  const expiresAt = endOf(truth, dialect, old.email, now);
  if (dialect.resendId === 'same') {
    const moved = { ...old, expiresAt };
    call.commit(...sendMail(truth, moved, now, call.nextSeq()));
    return sent(call, 200, moved);
  }
  const replacement = { ...old, id: randomUUID(), seq: call.nextSeq(), createdAt: now, expiresAt };
  call.commit(drop('invitations', old.id), ...sendMail(truth, replacement, now, call.nextSeq()));
  return sent(call, 200, replacement);
}

function sent(call: Call, status: number, invitation: InvitationRow): ApiResponse {
  return written(call, status, call.dialect.invitationKey, renderInvitation(call, invitation));
}

/** The documentation sends "yes", Vultr's Go client a boolean. */
function isYes(flag: boolean | number | string | undefined): boolean {
  return typeof flag === 'string' ? ['yes', 'true', '1'].includes(flag.toLowerCase()) : Boolean(flag);
}
