import { id, instant, type Json, label, present, text } from './decode.ts';
import type { Send } from './http.ts';
import { at } from './request.ts';
import { getOne, listAll, type ResourceCodec, write } from './operations.ts';
import type { Invitation, VultrClient } from './types.ts';
import { paths, type WireInvitationRequest } from './wire.ts';

const one: ResourceCodec<Invitation> = { keys: ['invitation', 'invite'], decode: decodeInvitation };
const list: ResourceCodec<Invitation> = { keys: ['invitations', 'invites'], decode: decodeInvitation };

export function createInvitations(send: Send): VultrClient['invitations'] {
  return {
    list: (options) => listAll(send, at(paths.invitations), list, options),
    get: (invitationId, options) => getOne(send, at(paths.invitation, invitationId), one, options),
    create({ email, apiAccess }, options) {
      const body: WireInvitationRequest = {
        email_invited: email,
        // The documentation's example sends "yes". Vultr's Go client and Terraform provider, which are released and
        // used, send a boolean, and so do the other requests that have this key.
        ...(apiAccess ? { permissions: { api_enabled: true } } : {}),
      };
      return write(send, { ...at(paths.invitations), body, signal: options?.signal }, one);
    },
    resend: (invitationId, options) =>
      write(send, { ...at(paths.resendInvitation, invitationId), signal: options?.signal }, one),
  };
}

function decodeInvitation(row: Json): Invitation {
  const statusText = text(row, 'invite_status', 'status_full', 'status') ?? 'unknown';
  return {
    id: id(row, 'id'),
    email: label(row, 'email_invited'),
    status: statusOf(statusText),
    statusText,
    ...present('registeredEmail', text(row, 'email_registered')),
    ...present('createdAt', instant(row['date_created'])),
    ...present('respondedAt', instant(row['date_responded'])),
    ...present('expiresAt', instant(row['expiration_date'])),
  };
}

/** Documented are `Pending` and `Accepted`. */
function statusOf(statusText: string): Invitation['status'] {
  const status = statusText.toLowerCase();
  return status === 'pending' || status === 'accepted' ? status : 'other';
}
