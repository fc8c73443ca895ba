import type {
  WireFlag,
  WireGroup,
  WireInvitation,
  WireMember,
  WirePolicy,
  WirePolicyGroup,
  WireSuspendedUser,
  WireUser,
} from '../../vultr/wire.ts';
import type { Dialect } from '../dialect.ts';
import { organizationOf, rootUser } from '../state/access.ts';
import { isExpired } from '../state/invitations.ts';
import type {
  AttachmentRow,
  GroupRow,
  InvitationRow,
  MemberRow,
  OrganizationRow,
  PolicyRow,
  UserRow,
  UserStatus,
} from '../state/rows.ts';
import type { ApiRequest } from './request.ts';

export function renderDate(dialect: Dialect, instant: number): string {
  const iso = new Date(instant).toISOString().slice(0, 19);
  return dialect.dates === 'iso' ? `${iso}+00:00` : iso.replace('T', ' ');
}

function renderEmail(dialect: Dialect, email: string): string {
  return dialect.emailCase === 'lower' ? email.toLowerCase() : email;
}

export function renderInvitation(request: ApiRequest, row: InvitationRow): WireInvitation {
  const { dialect, readState, now } = request;
  const organization = organizationOf(readState);
  const root = rootUser(readState);
  return {
    id: row.id,
    inviter_name: root.name,
    inviter_email: root.email,
    email_invited: renderEmail(dialect, row.email),
    email_registered: row.registeredEmail === undefined ? '' : renderEmail(dialect, row.registeredEmail),
    ...renderPermissions(dialect, row),
    org_id: organization.id,
    org_name: organization.name,
    invite_status: isExpired(row, now) ? dialect.expiredStatus : row.status,
    date_created: renderDate(dialect, row.createdAt),
    date_responded: row.respondedAt === undefined ? null : renderDate(dialect, row.respondedAt),
    expiration_date: renderDate(dialect, row.expiresAt),
  };
}

function renderPermissions(dialect: Dialect, row: InvitationRow): Pick<WireInvitation, 'permissions'> {
  if (dialect.permissions === 'absent') return {};
  const yesNo = row.apiEnabled ? 'yes' : 'no';
  const flag: WireFlag = dialect.apiEnabled === 'yes' ? yesNo : row.apiEnabled;
  const permissions = { api_enabled: flag };
  return { permissions: dialect.permissions === 'json' ? JSON.stringify(permissions) : permissions };
}

function renderName({ name }: UserRow): { name: string; first_name: string; last_name: string } {
  const [first = '', ...rest] = name.split(' ');
  return { name, first_name: first, last_name: rest.join(' ') };
}

export function renderUser({ dialect, readState }: ApiRequest, user: UserRow): WireUser {
  const root = rootUser(readState);
  return {
    id: user.id,
    ...renderName(user),
    email: renderEmail(dialect, user.email),
    api_enabled: user.apiEnabled,
    acls: [...user.acls],
    service_user: false,
    ...renderStatus(dialect, user),
    last_activity: '',
    ...(user.invitedAt === undefined
      ? {}
      : {
          invited_by: root.email,
          invited_on: renderDate(dialect, user.invitedAt),
          invite_accepted: user.status !== 'pending',
        }),
  };
}

/** The keys of the OpenAPI description's users and those of the Go client's organization users together. */
export function renderSuspendedUser(request: ApiRequest, user: UserRow): WireSuspendedUser {
  const { dialect } = request;
  return {
    ...renderUser(request, user),
    date_created: renderDate(dialect, user.invitedAt ?? user.appearsAt),
    date_suspended: user.suspendedAt === undefined ? null : renderDate(dialect, user.suspendedAt),
  };
}

/** The status that users and members show: in some dialects a suspension does not change it. */
function shownStatus({ suspendedUsers }: Dialect, { status }: UserRow): UserStatus {
  return status === 'suspended' && suspendedUsers === 'active' ? 'active' : status;
}

function renderStatus(dialect: Dialect, user: UserRow): Pick<WireUser, 'status'> {
  const { userStatus, userStatusCase } = dialect;
  const status = shownStatus(dialect, user);
  if (userStatus === 'absent') return {};
  if (userStatus === 'boolean') return { status: status === 'active' };
  if (userStatusCase === 'upper') return { status: status.toUpperCase() };
  if (userStatusCase === 'lower') return { status };
  return { status: status.charAt(0).toUpperCase() + status.slice(1) };
}

export function renderGroup({ dialect }: ApiRequest, group: GroupRow): WireGroup {
  return {
    id: group.id,
    display_name: group.name,
    description: group.description,
    status: group.status,
    date_created: renderDate(dialect, group.createdAt),
    date_updated: renderDate(dialect, group.updatedAt),
  };
}

/** The keys of the OpenAPI description and those of the Go client together. */
export function renderMember({ dialect }: ApiRequest, member: MemberRow, user: UserRow): WireMember {
  return {
    id: dialect.memberId === 'user' ? user.id : member.memberId,
    display_name: user.name,
    ...renderName(user),
    email: renderEmail(dialect, user.email),
    active: shownStatus(dialect, user) === 'active',
    service_user: false,
    date_created: renderDate(dialect, member.addedAt),
    date_updated: renderDate(dialect, member.addedAt),
  };
}

/** A user as the Go client reads it in the list of a policy's users. */
export function renderPolicyUser(
  { dialect }: ApiRequest,
  user: UserRow,
  { attachedAt }: AttachmentRow,
): WireMember {
  return {
    id: user.id,
    ...renderName(user),
    email: renderEmail(dialect, user.email),
    date_created: renderDate(dialect, user.invitedAt ?? user.appearsAt),
    assigned_date: renderDate(dialect, attachedAt),
  };
}

export function renderPolicy({ dialect }: ApiRequest, policy: PolicyRow): WirePolicy {
  return {
    id: policy.id,
    name: policy.name,
    description: policy.description,
    policy_document: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: [`${policy.name.toLowerCase()}.*`], Resource: '*' }],
    },
    version: '2012-10-17',
    is_system_policy: policy.managed,
    date_created: renderDate(dialect, policy.createdAt),
  };
}

/** The common part of the rows that relate a policy to a group or a user. */
export function renderAttachment(
  { dialect, readState }: ApiRequest,
  policy: PolicyRow,
  row: AttachmentRow,
): WirePolicyGroup {
  const root = rootUser(readState);
  return {
    policy_id: policy.id,
    policy_name: policy.name,
    policy_description: policy.description,
    date_assigned: renderDate(dialect, row.attachedAt),
    assigned_by: root.email,
  };
}

export function renderOrganization({ dialect }: ApiRequest, organization: OrganizationRow): object {
  return {
    id: organization.id,
    name: organization.name,
    type: organization.type,
    date_created: renderDate(dialect, organization.createdAt),
  };
}
