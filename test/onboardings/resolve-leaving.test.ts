import { expect, test } from 'vitest';
import { ProblemError } from '../../src/contract/api/problems.ts';
import { resolveLeaving } from '../../src/onboardings/resolve-leaving.ts';

const role = (name: string) => ({ name: name.toLowerCase(), group: { name }, policies: ['DNS'] });
const roles = [role('Developers'), role('Billing'), role('Ops')];
const wanted = [{ name: 'Billing', policies: ['Billing'] }];

test.each([undefined, []])('no group is left by default: %j', (leaveGroups) => {
  expect(resolveLeaving({ leaveGroups }, wanted, [])).toBeUndefined();
});

test('managed means every group of the roles file', () => {
  expect(resolveLeaving({ leaveGroups: 'managed' }, wanted, roles)).toEqual({
    leave: 'managed',
    managed: ['Developers', 'Billing', 'Ops'],
  });
});

test('groups of the file can be named', () => {
  expect(resolveLeaving({ leaveGroups: ['Ops'] }, wanted, roles)?.leave).toEqual(['Ops']);
});

function messageOf(leaveGroups: 'managed' | string[], known = roles): string {
  try {
    resolveLeaving({ leaveGroups }, wanted, known);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid_request') return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

test('any other group is refused, and one that the request gives', () => {
  expect(messageOf(['Ops', 'Choir'])).toBe(
    '/leaveGroups/1 is not a group of the roles file; its groups are Developers, Billing, Ops.',
  );
  expect(messageOf(['Billing'])).toBe('/leaveGroups/0 is a group that the request gives; leave it out.');
});

test('without a roles file nothing can be left', () => {
  expect(messageOf('managed', [])).toContain('needs a roles file');
  expect(messageOf(['Ops'], [])).toContain('needs a roles file');
});
