import { expect, test } from 'vitest';
import { ProblemError } from '../../src/contract/api/problems.ts';
import { resolveAccess } from '../../src/onboardings/resolve-access.ts';

const developers = { name: 'developers', group: { name: 'Developers' }, policies: ['Provisioning'] };
const billing = {
  name: 'billing',
  group: { name: 'Billing', description: 'Pays' },
  policies: ['Billing'],
  apiAccess: true,
};
const roles = [developers, billing];
const email = 'ada@example.com';

test('roles become their groups, in the order of the request', () => {
  expect(resolveAccess({ email, roles: ['billing', 'developers'] }, roles)).toEqual({
    groups: [
      { name: 'Billing', description: 'Pays', policies: ['Billing'] },
      { name: 'Developers', policies: ['Provisioning'] },
    ],
    apiAccess: true,
  });
});

test.each([
  [{ role: 'developers' }, false],
  [{ role: 'billing' }, true],
  [{ role: 'billing', apiAccess: false }, false],
  [{ role: 'developers', apiAccess: true }, true],
])('the request has the last word about API access: %j', (request, apiAccess) => {
  expect(resolveAccess({ email, ...request }, roles).apiAccess).toBe(apiAccess);
});

test('a request with a group and policies needs no roles', () => {
  expect(resolveAccess({ email, group: { name: 'Ops' }, policies: ['DNS'] }, [])).toEqual({
    groups: [{ name: 'Ops', policies: ['DNS'] }],
    apiAccess: false,
  });
});

function problemOf(
  request: { readonly role?: string; readonly roles?: string[] },
  known = roles,
): ProblemError {
  try {
    resolveAccess({ email, ...request }, known);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('the roles were found');
}

test('an unknown role is refused, with the place and the names that exist', () => {
  const { code, message, errors } = problemOf({ roles: ['developers', 'Billing'] });
  expect(code).toBe('invalid_request');
  expect(message).toBe('/roles/1 is not a role; the roles are developers, billing.');
  expect(errors.map(({ field }) => field)).toEqual(['/roles/1']);
  expect(problemOf({ role: 'ops' }).errors[0]?.field).toBe('/role');
});

test('without a roles file the problem says so', () => {
  expect(problemOf({ role: 'developers' }, []).message).toContain('ONBOARDING_ROLES_FILE');
});
