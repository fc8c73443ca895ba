import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { type FieldError, ProblemError } from '../contract/api/problems.ts';
import type { Role } from '../contract/config/roles.ts';
import type { OnboardingInput } from '../contract/temporal/onboarding-input.ts';
import type { RequestedAccess } from './resolve-access.ts';

/**
 * Which groups a request wants the person to leave; `undefined` if none. The service takes people out of the groups of the
 * roles file only. Throws `invalid_request` for any other group, and for one that the request gives.
 */
export function resolveLeaving(
  { leaveGroups: leave = [] }: Pick<OnboardingRequest, 'leaveGroups'>,
  wanted: RequestedAccess['groups'],
  roles: readonly Role[],
): OnboardingInput['leaving'] {
  if (leave.length === 0) return undefined;
  const managed = roles.map(({ group }) => group.name);
  const errors =
    leave === 'managed' ? [] : leave.flatMap((name, index) => mistakeIn(name, index, managed, wanted));
  if (managed.length === 0) {
    const message =
      'needs a roles file (ONBOARDING_ROLES_FILE): the service removes people only from groups in that file';
    throw invalid([{ field: '/leaveGroups', message }]);
  }
  if (errors.length > 0) throw invalid(errors);
  return { leave, managed };
}

function mistakeIn(
  name: string,
  index: number,
  managed: readonly string[],
  wanted: RequestedAccess['groups'],
): FieldError[] {
  const field = `/leaveGroups/${index}`;
  if (!managed.includes(name)) {
    return [{ field, message: `is not a group of the roles file; its groups are ${managed.join(', ')}` }];
  }
  if (!wanted.some((group) => group.name === name)) return [];
  return [{ field, message: 'is a group that the request gives; leave it out' }];
}

function invalid(errors: readonly FieldError[]): ProblemError {
  const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new ProblemError('invalid_request', `${detail}.`, { errors });
}
