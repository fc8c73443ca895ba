import { z } from 'zod';

/**
 * The interpretations that Vultr's sources leave open, one option each. If the sources disagree on a shape, the default
 * follows Vultr's Go client, which was adjusted to what the API returns; if they disagree on behaviour, it follows the
 * documentation. `docs/simulator.md` has this list as a table.
 */
export const dialectSchema = z.strictObject({
  // Shapes
  contentType: z
    .enum(['application/json', 'application/json; charset=utf-8'])
    .default('application/json')
    .describe('`Content-Type` of every JSON body. The Go client decodes only the first, compared as a whole'),
  envelope: z
    .enum(['wrapped', 'mixed', 'bare'])
    .default('mixed')
    .describe('A single object: all in `{"thing": {…}}` (OpenAPI), as the Go client decodes them, or none'),
  bareStatus: z
    .enum(['absent', 'present'])
    .default('absent')
    .describe(
      '`status` of a group in the bare body of a write: left out, because the Go client rejects a textual one, or present',
    ),
  invitationKey: z
    .enum(['invitation', 'invite'])
    .default('invitation')
    .describe('Key of a wrapped invitation'),
  invitationListKey: z
    .enum(['invites', 'invitations'])
    .default('invites')
    .describe('Key of the invitation list'),
  organizationListKey: z
    .enum(['orgs', 'organizations'])
    .default('orgs')
    .describe('Key of the organization list'),
  meta: z
    .enum(['present', 'without-links', 'absent'])
    .default('present')
    .describe('`meta` of lists. Without links there are no pages: the first response carries every row'),
  metaTotal: z
    .enum(['counted', 'stuck'])
    .default('counted')
    .describe('`meta.total` of lists: how many rows the list has, or a number that never changes'),
  groupPolicies: z
    .enum(['split', 'relationships'])
    .default('split')
    .describe('Policies of a group: `{direct, from_roles, all}` or rows of `policy_group_relationships`'),
  userPolicies: z
    .enum(['split', 'rows'])
    .default('split')
    .describe('Policies of a user: `{all, direct, inherited}` or flat rows with `policy_id`, `policy_name`'),
  roleLists: z
    .enum(['split', 'rows'])
    .default('split')
    .describe('Roles of a user or group: `{all, direct, inherited}` or flat rows'),
  policyGroups: z
    .enum(['groups', 'relationships'])
    .default('groups')
    .describe('Groups of a policy: group objects, or rows of `policy_group_relationships`'),
  policyUsers: z
    .enum(['users', 'relationships'])
    .default('users')
    .describe('Users of a policy: user objects, or rows of `policy_user_relationships`'),
  sessionListKey: z
    .enum(['sessions', 'assumed_role_sessions'])
    .default('sessions')
    .describe("Key of the list of a user's sessions in assumed roles"),
  permissions: z
    .enum(['object', 'json', 'absent'])
    .default('object')
    .describe('`permissions` of an invitation: an object, a JSON string, or left out'),
  apiEnabled: z
    .enum(['boolean', 'yes'])
    .default('boolean')
    .describe('`permissions.api_enabled` in responses: true/false or "yes"/"no". Requests may carry either'),
  userStatus: z
    .enum(['text', 'boolean', 'absent'])
    .default('text')
    .describe('`status` of a user; `invite_accepted` is always present for a user who was invited'),
  userStatusCase: z
    .enum(['lower', 'capitalized', 'upper'])
    .default('lower')
    .describe('Letter case of a textual user status'),
  dates: z
    .enum(['iso', 'plain'])
    .default('iso')
    .describe('`2026-01-01T12:00:00+00:00` or `2026-01-01 12:00:00`'),
  emailCase: z
    .enum(['as-sent', 'lower'])
    .default('as-sent')
    .describe('Letter case of emails in responses: as they were sent, or lower'),
  memberId: z
    .enum(['user', 'own'])
    .default('user')
    .describe("`id` of a group's member: the user's id, or one of its own (paths take both)"),
  writeBodies: z.enum(['present', 'empty']).default('present').describe('Bodies of successful writes'),
  errorBodies: z
    .enum(['full', 'text-only', 'extra-keys'])
    .default('full')
    .describe('Error bodies: `error` and `status`, `error` alone, or with an undocumented key'),

  // Invitations
  invitationLifetimeMs: z
    .int()
    .positive()
    .default(3 * 24 * 60 * 60 * 1_000)
    .describe('How long an invitation can be accepted, if no rule of `/__sim/lifetimes` matches'),
  invitationList: z
    .enum(['all', 'pending'])
    .default('all')
    .describe('What the list shows: every invitation, or those still pending'),
  expiredListed: z.boolean().default(true).describe('Whether the list shows expired invitations'),
  expiredStatus: z
    .enum(['Pending', 'Expired'])
    .default('Pending')
    .describe('`invite_status` of an invitation past its end'),
  resendExpired: z
    .enum(['allowed', '400', '404'])
    .default('allowed')
    .describe('Resending an expired invitation'),
  resendId: z
    .enum(['same', 'new'])
    .default('same')
    .describe('Whether a resent invitation stays the same record or is replaced by one with a new id'),
  duplicateInvitation: z
    .enum(['400', 'doubled', 'same'])
    .default('400')
    .describe(
      'A second invitation to an email with a pending one: rejected, a second record and email, or the first one again',
    ),
  expiredBlocksNew: z
    .boolean()
    .default(false)
    .describe('Whether an expired invitation counts as pending for `duplicateInvitation`'),
  inviteMember: z.enum(['400', 'allowed']).default('400').describe('An invitation to the email of a member'),

  // Users
  pendingUsersListed: z
    .boolean()
    .default(false)
    .describe('Whether `/v2/users` lists invited people as `pending` while their invitation is valid'),
  rootListed: z.boolean().default(true).describe('Whether `/v2/users` lists the root user'),
  userRowDelayMs: z
    .int()
    .nonnegative()
    .default(0)
    .describe("Time from acceptance until the new user's row can be read"),
  suspendedUsers: z
    .enum(['suspended', 'active', 'absent'])
    .default('suspended')
    .describe(
      'How `/v2/users` and `/v2/users/{id}` show a suspended user: as `suspended`, as `active`, or not at all',
    ),
  duplicateSuspension: z
    .enum(['204', '400', '404'])
    .default('204')
    .describe('Suspending a user who is suspended, or unsuspending one who is not'),
  suspendedKey: z
    .enum(['refused', 'works'])
    .default('refused')
    .describe("A suspended user's own key: 401, or as if the user were not suspended"),
  reinvitedAccess: z
    .enum(['gone', 'revived'])
    .default('gone')
    .describe('Groups, direct policies and roles of a removed user who accepts a new invitation'),
  rootRemoval: z.enum(['400', '403']).default('400').describe('Removing the root user from the organization'),

  // Groups and policies
  duplicateGroupName: z
    .enum(['allowed', '400'])
    .default('allowed')
    .describe('A second group with the same name'),
  deletedGroupsListed: z
    .boolean()
    .default(true)
    .describe('Whether deleted groups stay readable, with `status: deleted`'),
  memberNamedBy: z
    .enum(['user_id', 'display_name'])
    .default('user_id')
    .describe(
      'Which key names the new member: `user_id` (else `display_name`), or `display_name` alone (id, name or email)',
    ),
  duplicateMember: z
    .enum(['201', '400', '409'])
    .default('201')
    .describe('Adding a user who is already a member of the group'),
  removedMember: z
    .enum(['revived', '400'])
    .default('revived')
    .describe('Adding a user who was removed from the group earlier'),
  duplicateAttachment: z
    .enum(['201', '400', '409'])
    .default('201')
    .describe('Attaching a policy that is already attached'),
  memberWrite: z
    .enum(['effective', 'ignored'])
    .default('effective')
    .describe('Adding a member takes effect, or returns 201 and does nothing'),
  attachmentWrite: z
    .enum(['effective', 'ignored'])
    .default('effective')
    .describe('Attaching a policy takes effect, or returns 201 and does nothing'),

  // The service as a whole
  missing: z.enum(['404', '400']).default('404').describe('Status for an id that does not exist'),
  readDelayMs: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Reads see the state as it was this long ago; writes see the current state'),
  requestsPerSecond: z
    .int()
    .nonnegative()
    .default(30)
    .describe('Requests per second and network address, in real time; 0 means no limit'),
  retryAfter: z
    .enum(['seconds', 'date', 'absent'])
    .default('seconds')
    .describe('`Retry-After` of a 429: seconds, an HTTP date, or left out'),
});

export type Dialect = z.infer<typeof dialectSchema>;

/** The options of a dialect to change, without defaults for the others. */
export const dialectChangeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(dialectSchema.shape).map(([name, option]) => [name, option.unwrap().optional()]),
  ),
) as unknown as z.ZodType<Partial<Dialect>>;
