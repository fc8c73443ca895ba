import { defined } from '../contract/lib/optional.ts';
import { decodeId, decodeInstant, decodeLookupText, decodeText, type JsonObject } from './decode.ts';
import { getOne, listAll, readTotal, type ResourceCodec, write } from './operations.ts';
import { endpoint } from './request.ts';
import type { Send } from './send.ts';
import type { Invitation, VultrClient } from './types.ts';
import { paths, type WireInvitationRequest } from './wire.ts';

const invitationCodec: ResourceCodec<Invitation> = {
  keys: ['invitation', 'invite'],
  decode: decodeInvitation,
};
const invitationListCodec: ResourceCodec<Invitation> = {
  keys: ['invitations', 'invites'],
  decode: decodeInvitation,
};

export function createInvitations(send: Send): VultrClient['invitations'] {
  return {
    list: (options) => listAll(send, endpoint(paths.invitations), invitationListCodec, options),
    total: (options) => readTotal(send, endpoint(paths.invitations), options),
    get: (invitationId, options) =>
      getOne(send, endpoint(paths.invitation, invitationId), invitationCodec, options),
    create({ email, apiAccess }, options) {
      const body: WireInvitationRequest = {
        email_invited: email,
        // The example in the documentation sends "yes". Vultr's Go client and Terraform provider, which are released
        // and in use, send a boolean, and so do the other requests that have this key.
        ...(apiAccess ? { permissions: { api_enabled: true } } : {}),
      };
      return write(send, { ...endpoint(paths.invitations), body, ...options }, invitationCodec);
    },
    resend(invitationId, options) {
      const target = endpoint(paths.resendInvitation, invitationId);
      return write(send, { ...target, ...options }, invitationCodec);
    },
  };
}

function decodeInvitation(row: JsonObject): Invitation {
  const statusText = decodeText(row, 'invite_status', 'status_full', 'status') ?? 'unknown';
  return {
    id: decodeId(row, 'id'),
    email: decodeLookupText(row, 'email_invited'),
    status: decodeStatus(statusText),
    statusText,
    ...defined({
      registeredEmail: decodeText(row, 'email_registered'),
      inviterEmail: decodeText(row, 'inviter_email'),
      createdAt: decodeInstant(row['date_created']),
      respondedAt: decodeInstant(row['date_responded']),
      expiresAt: decodeInstant(row['expiration_date']),
    }),
  };
}

/** The documentation names `Pending` and `Accepted`. */
function decodeStatus(statusText: string): Invitation['status'] {
  const status = statusText.toLowerCase();
  return status === 'pending' || status === 'accepted' ? status : 'other';
}
