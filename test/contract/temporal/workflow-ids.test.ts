import { expect, test } from 'vitest';
import {
  groupWorkflowIdFor,
  onboardingIdFor,
  onboardingIdPattern,
} from '../../../src/contract/temporal/workflow-ids.ts';

const key = 'a key of at least thirty-two characters';

test('one person in one organization has one id, however the address is written', () => {
  expect(onboardingIdFor(key, 'acme', 'Ada@Example.com')).toBe(
    onboardingIdFor(key, 'acme', 'ada@example.com'),
  );
});

test('another person, organization or key means another id', () => {
  const ids = [
    onboardingIdFor(key, 'acme', 'ada@example.com'),
    onboardingIdFor(key, 'acme', 'bob@example.com'),
    onboardingIdFor(key, 'other', 'ada@example.com'),
    onboardingIdFor(`${key}!`, 'acme', 'ada@example.com'),
    groupWorkflowIdFor(key, 'acme', 'ada@example.com'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id shows nothing of the person and has the shape that the API expects', () => {
  const id = onboardingIdFor(key, 'acme', 'ada@example.com');
  expect(id).toMatch(onboardingIdPattern);
  expect(id).not.toMatch(/ada|example/);
});

test('names of groups that differ in case only are different groups', () => {
  expect(groupWorkflowIdFor(key, 'acme', 'Dev')).not.toBe(groupWorkflowIdFor(key, 'acme', 'dev'));
});
