import { expect, test } from 'vitest';
import { personCaller } from '../../../src/auth/person-caller.ts';
import { isSameCaller } from '../../../src/contract/rules/same-caller.ts';

function person(subject: string, displayName?: string): string {
  return personCaller({ issuer: 'https://id.example.com', subject, displayName }, []).name;
}

test('a key is the same only under its own name', () => {
  expect(isSameCaller('hr', 'hr')).toBe(true);
  expect(isSameCaller('hr', 'ops')).toBe(false);
});

test('a person stays the same under another display name, or none', () => {
  const names = [person('1'), person('1', 'ada'), person('1', 'Ada (Berlin)')];
  for (const one of names) for (const other of names) expect(isSameCaller(one, other)).toBe(true);
  expect(isSameCaller(person('1', 'ada'), person('2', 'ada'))).toBe(false);
});

test('a person is never a key', () => {
  expect(isSameCaller(person('hr'), 'hr')).toBe(false);
});
