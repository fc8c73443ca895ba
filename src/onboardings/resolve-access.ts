import { type OnboardingRequest, rolesOf } from '../contract/api/onboarding-request.ts';
import { type FieldError, ProblemError } from '../contract/api/problems.ts';
import type { Role } from '../contract/config/roles.ts';
import { defined } from '../contract/lib/optional.ts';

/** The access that a request asks for: its own group, or those of its roles, in the order of the request. */
export type RequestedAccess = {
  readonly groups: readonly {
    readonly name: string;
    readonly description?: string;
    readonly policies: readonly string[];
  }[];
  readonly apiAccess: boolean;
};

/** Looks up the roles of a request. Throws `invalid_request` for a name that is not in the roles file. */
export function resolveAccess(request: OnboardingRequest, roles: readonly Role[]): RequestedAccess {
  const { group, policies } = request;
  if (group !== undefined && policies !== undefined) {
    const { name, description } = group;
    return {
      groups: [{ name, policies, ...defined({ description }) }],
      apiAccess: request.apiAccess ?? false,
    };
  }
  const found = rolesOf(request).map((name) => roles.find((role) => role.name === name));
  const known = found.filter((role) => role !== undefined);
  if (known.length < found.length) throw unknownRoles(request, roles);
  return {
    groups: known.map(({ group: { name, description }, policies: names }) => ({
      name,
      policies: names,
      ...defined({ description }),
    })),
    apiAccess: request.apiAccess ?? known.some((role) => role.apiAccess === true),
  };
}

function unknownRoles(request: OnboardingRequest, roles: readonly Role[]): ProblemError {
  const message =
    roles.length === 0
      ? 'is not a role: this API has no roles file (ONBOARDING_ROLES_FILE); name a group and policies instead'
      : `is not a role; the roles are ${roles.map(({ name }) => name).join(', ')}`;
  const errors = rolesOf(request).flatMap((name, index): FieldError[] =>
    roles.some((role) => role.name === name)
      ? []
      : [{ field: request.role === undefined ? `/roles/${index}` : '/role', message }],
  );
  const detail = errors.map(({ field }) => `${field} ${message}`).join('; ');
  return new ProblemError('invalid_request', `${detail}.`, { errors });
}
