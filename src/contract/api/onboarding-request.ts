import { z } from 'zod';
import { blankText, optionalField } from '../lib/optional-field.ts';
import { canonicalEmail, isEmail } from '../lib/email.ts';
import { identifier } from '../lib/identifier.ts';
import { singleLine } from '../lib/single-line.ts';
import { flowIdPattern } from '../temporal/flow-ids.ts';
import { plannedInstant, plannedInstantSchema } from './planned-instant.ts';

export const emailAddress = singleLine(254).refine(isEmail, 'must be an email address');

// Vultr documents no limit. Another Vultr resource is known to cut names silently at 128 characters.
export const groupName = singleLine(128);
export const groupDescription = singleLine(255);

const roleNamePattern = /^[\w.-]{1,64}$/;

/** The name of a role in the roles file. */
export const roleName = z
  .string()
  .regex(roleNamePattern, 'must be the name of a role: 1 to 64 letters, digits, dots, - or _');

const roleNames = z
  .array(roleName)
  .min(1, 'must name at least one role')
  .max(20, 'must name at most 20 roles')
  .refine((names) => new Set(names).size === names.length, 'must not name a role twice')
  .meta({ example: ['developers', 'billing'], uniqueItems: true });

export const policyNames = z
  .array(singleLine(255))
  .min(1, 'must name at least one managed policy, or the person would have no access')
  .max(50, 'must name at most 50 policies')
  .refine((names) => new Set(names).size === names.length, 'must not name a policy twice')
  .meta({
    description: 'Names of Vultr-managed policies to attach to the group.',
    example: ['Provisioning'],
    uniqueItems: true,
  });

const requestedGroup = z.strictObject({
  name: groupName.meta({
    description: 'The group for the role. It is created if it does not exist.',
    example: 'Developers',
  }),
  description: optionalField(groupDescription, 'string'),
});

// What is null or blank counts as left out.
const hasRole = { required: ['role'], properties: { role: { type: 'string', pattern: String.raw`\S` } } };
const hasRoles = { required: ['roles'], properties: { roles: { type: 'array' } } };
const hasGroup = { required: ['group'], properties: { group: { type: 'object' } } };
const hasPolicies = { required: ['policies'], properties: { policies: { type: 'array' } } };

/** What `checkAccessForm` accepts, for the JSON schema. */
const accessForms = [
  { allOf: [hasGroup, hasPolicies], not: { anyOf: [hasRole, hasRoles] } },
  { ...hasRole, not: { anyOf: [hasGroup, hasPolicies, hasRoles] } },
  { ...hasRoles, not: { anyOf: [hasGroup, hasPolicies, hasRole] } },
];

export const leaveGroups = z.union(
  [
    z.literal('managed'),
    z
      .array(groupName)
      .max(50, 'must name at most 50 groups')
      .refine((names) => new Set(names).size === names.length, 'must not name a group twice'),
  ],
  'must be managed, or names of groups',
);

/** What `optionalField` accepts of it, for the JSON schema. */
const leaveGroupsSchema = {
  type: undefined,
  pattern: undefined,
  anyOf: [
    { const: 'managed' },
    {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 128 },
      maxItems: 50,
      uniqueItems: true,
    },
    { type: 'null' },
    { type: 'string', pattern: blankText },
  ],
};

export const onboardingRequest = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The email that the invitation is sent to.',
      example: 'ada@example.com',
    }),
    firstName: optionalField(singleLine(100), 'string'),
    lastName: optionalField(singleLine(100), 'string'),
    role: optionalField(roleName, 'string').meta({
      description: 'The role of the person, a name from the roles file.',
      pattern: String.raw`^(\s*|${roleNamePattern.source.slice(1, -1)})$`,
    }),
    roles: optionalField(roleNames, 'array').meta({
      description: 'The roles of a person who has several, each a name from the roles file.',
    }),
    group: optionalField(requestedGroup, 'object').meta({
      description: 'The group, with `policies`, instead of `role` or `roles`.',
    }),
    policies: optionalField(policyNames, 'array'),
    leaveGroups: optionalField(leaveGroups, 'array').meta({
      description:
        'The groups to leave once the new access is verified: `managed` for every group of the roles file that the request does not give, or names of such groups. Default: none.',
      ...leaveGroupsSchema,
    }),
    apiAccess: optionalField(z.boolean(), 'boolean').meta({
      description: 'Whether the person may use the Vultr API. Default: true if one of the roles says so.',
    }),
    allowedAddresses: optionalField(
      z.array(emailAddress).max(10, 'must name at most 10 emails'),
      'array',
    ).meta({ description: 'Other emails of the same person that may accept the invitation.' }),
    externalId: optionalField(identifier(255), 'string', 'number').meta({
      description: 'The ID of the person in the calling system. A whole number is read as its digits.',
    }),
    startDate: optionalField(z.iso.date('must be a date as YYYY-MM-DD'), 'string').meta({
      description: 'First working day, `YYYY-MM-DD`. It is shown to operators; nothing waits for it.',
      format: undefined,
      anyOf: [{ format: 'date' }, { pattern: blankText }],
    }),
    notBefore: optionalField(plannedInstant, 'string').meta({
      description:
        'When the onboarding begins, with a time zone, at most 366 days ahead: until then it is `scheduled`, and no email goes out. One that has passed means now. Default: now.',
      ...plannedInstantSchema,
    }),
    rehire: optionalField(z.boolean(), 'boolean').meta({
      description:
        'Hires a person again whose onboarding was cancelled, or repeats an onboarding that has completed. Default: false, so that no repetition of a request ever gives access again.',
    }),
    supersede: optionalField(z.boolean(), 'boolean').meta({
      description:
        'Lets an open onboarding of the person hand over to this one if it asks for other access, instead of a 409. Default: false.',
    }),
    replaces: optionalField(
      z.string().regex(flowIdPattern, 'must be the id of an onboarding'),
      'string',
    ).meta({
      description:
        'The `id` of an onboarding that was sent to a wrong email: it is cancelled first. Refused if its invitation was accepted.',
      pattern: String.raw`^(\s*|${flowIdPattern.source.slice(1, -1)})$`,
    }),
  })
  .superRefine(checkAccessForm)
  .meta({
    id: 'OnboardingRequest',
    oneOf: accessForms,
    example: {
      email: 'grace@example.com',
      firstName: 'Grace',
      lastName: 'Hopper',
      group: { name: 'Developers', description: 'Members deploy servers' },
      policies: ['Provisioning'],
      externalId: 'hr-4711',
    },
  });

export type OnboardingRequest = z.infer<typeof onboardingRequest>;

/** The ways in which a request can name access; it uses exactly one of them. */
type AccessFields = {
  readonly role?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly group?: object | undefined;
  readonly policies?: readonly string[] | undefined;
};

function checkAccessForm(request: AccessFields, context: z.RefinementCtx): void {
  const { role, roles, group, policies } = request;
  const report = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: field === '' ? [] : [field], message });
  if (role !== undefined && roles !== undefined) report('role', 'must be left out if there are roles');
  if (role !== undefined || roles !== undefined) {
    const message = 'must be left out if there is a role: the roles file says what a role means';
    if (group !== undefined) report('group', message);
    if (policies !== undefined) report('policies', message);
    return;
  }
  if (group === undefined && policies === undefined)
    report('', 'must have role or roles, or group and policies');
  else if (group === undefined) report('group', 'is required with policies');
  else if (policies === undefined) report('policies', 'is required with group');
}

/** The roles that a request names; none if it names a group and policies. */
export function rolesOf({ role, roles }: Pick<OnboardingRequest, 'role' | 'roles'>): readonly string[] {
  return roles ?? (role === undefined ? [] : [role]);
}

/** Equal for two requests that ask for the same access, whatever the order of their keys and lists. */
export function accessContent(request: OnboardingRequest): string {
  const { group, policies = [], apiAccess, allowedAddresses = [], leaveGroups: leave = [] } = request;
  const email = canonicalEmail(request.email);
  const addresses = allowedAddresses.map(canonicalEmail).toSorted();
  // By the names of the roles: a request that is repeated after the roles file has changed is still a repetition.
  const access =
    group === undefined
      ? [email, rolesOf(request).toSorted(), apiAccess ?? null, addresses]
      : [email, group.name, policies.toSorted(), apiAccess ?? false, addresses];
  return JSON.stringify([...access, ...leavingContent(leave)]);
}

/** Nothing for a request that leaves no group, which earlier versions remember without it. */
function leavingContent(leave: 'managed' | readonly string[]): readonly unknown[] {
  if (leave === 'managed') return [leave];
  return leave.length === 0 ? [] : [leave.toSorted()];
}

/** Equal for two requests with the same content. */
export function requestContent(request: OnboardingRequest): string {
  return JSON.stringify([
    accessContent(request),
    request.firstName ?? null,
    request.lastName ?? null,
    request.group?.description ?? null,
    request.externalId ?? null,
    request.startDate ?? null,
    request.rehire ?? false,
    request.replaces ?? null,
    // Earlier versions remember a request without these.
    ...(request.notBefore === undefined ? [] : [{ notBefore: request.notBefore }]),
    ...(request.supersede === true ? ['supersede'] : []),
  ]);
}
