import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HttpError } from '../http.ts';
import { currentUsers } from '../state/access.ts';
import { normalizeEmail } from '../state/emails.ts';
import { expiryOf, isExpired, isOpen, notAccepted, sendEmail } from '../state/invitations.ts';
import { deleteRow, type InvitationRow } from '../state/rows.ts';
import { listResponse } from './pagination.ts';
import { renderInvitation } from './render.ts';
import { type ApiRequest, type Operation, parseBody, requireRow } from './request.ts';
import { type ApiResponse, wrap, writeResponse } from './response.ts';

const invitationBody = z.object({
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

function list(request: ApiRequest): ApiResponse {
  const { dialect, now, readState } = request;
  const listed = [...readState.invitations.values()].filter(
    (invitation) =>
      (dialect.invitationList === 'all' || invitation.status === 'Pending') &&
      (dialect.expiredListed || !isExpired(invitation, now)),
  );
  return listResponse(request, dialect.invitationListKey, listed, (row) => renderInvitation(request, row));
}

function get(request: ApiRequest): ApiResponse {
  const { dialect, readState } = request;
  const row = readState.invitations.get(request.param('id'));
  const invitation = requireRow(request, row, 'Invite not found.');
  const body = wrap(dialect, dialect.invitationKey, renderInvitation(request, invitation));
  return { status: 200, body };
}

function create(request: ApiRequest): ApiResponse {
  const { email_invited: email, permissions } = parseBody(invitationBody, request.body);
  const { dialect, now, currentState } = request;
  const normalizedEmail = normalizeEmail(email);
  const isMember = currentUsers(currentState, Infinity).some(
    (user) => user.normalizedEmail === normalizedEmail && user.status !== 'pending',
  );
  if (isMember && dialect.inviteMember === '400')
    throw new HttpError(400, 'This user is already a member of the organization.');
  const earlier = notAccepted(currentState, normalizedEmail);
  const duplicate = earlier.findLast((invitation) => dialect.expiredBlocksNew || isOpen(invitation, now));
  if (duplicate !== undefined && dialect.duplicateInvitation === '400')
    throw new HttpError(400, 'This email address has already been invited.');
  if (duplicate !== undefined && dialect.duplicateInvitation === 'same')
    return invitationResponse(request, 201, duplicate);
  const invitation: InvitationRow = {
    id: randomUUID(),
    seq: request.nextSeq(),
    email,
    normalizedEmail,
    apiEnabled: isYes(permissions?.api_enabled),
    status: 'Pending',
    createdAt: now,
    expiresAt: expiryOf(currentState, dialect, email, now),
    userId: earlier.at(-1)?.userId ?? randomUUID(),
    emailsSent: 0,
  };
  request.commit(...sendEmail(currentState, invitation, now, request.nextSeq()));
  return invitationResponse(request, 201, invitation);
}

/** The invitation is valid for a whole lifetime from now, and another email is sent. */
function resend(request: ApiRequest): ApiResponse {
  const { dialect, now, currentState } = request;
  const old = requireRow(request, currentState.invitations.get(request.param('id')), 'Invite not found.');
  if (old.status !== 'Pending') throw new HttpError(400, 'Only pending invitations can be resent.');
  if (isExpired(old, now) && dialect.resendExpired === '400')
    throw new HttpError(400, 'This invitation has expired.');
  if (isExpired(old, now) && dialect.resendExpired === '404') throw new HttpError(404, 'Invite not found.');
  const expiresAt = expiryOf(currentState, dialect, old.email, now);
  if (dialect.resendId === 'same') {
    const extended = { ...old, expiresAt };
    request.commit(...sendEmail(currentState, extended, now, request.nextSeq()));
    return invitationResponse(request, 200, extended);
  }
  const replacement = { ...old, id: randomUUID(), seq: request.nextSeq(), createdAt: now, expiresAt };
  const sent = sendEmail(currentState, replacement, now, request.nextSeq());
  request.commit(deleteRow('invitations', old.id), ...sent);
  return invitationResponse(request, 200, replacement);
}

function invitationResponse(request: ApiRequest, status: number, row: InvitationRow): ApiResponse {
  const { dialect } = request;
  return writeResponse(dialect, status, dialect.invitationKey, renderInvitation(request, row));
}

/** The documentation sends "yes", Vultr's Go client a boolean. */
function isYes(flag: boolean | number | string | undefined): boolean {
  return typeof flag === 'string' ? ['yes', 'true', '1'].includes(flag.toLowerCase()) : Boolean(flag);
}
