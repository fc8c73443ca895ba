import { expect, test } from 'vitest';
import {
  groupWorkflowIdFor,
  onboardingIdFor,
  onboardingIdPattern,
} from '../../../src/contract/temporal/workflow-ids.ts';

const key = 'a key of at least thirty-two characters';

test('a person has one ID in an organization, however the email is written', () => {
  expect(onboardingIdFor(key, 'acme', 'Ada@Example.com')).toBe(
    onboardingIdFor(key, 'acme', 'ada@example.com'),
  );
});

test('another person, organization or key gives another ID', () => {
  const ids = [
    onboardingIdFor(key, 'acme', 'ada@example.com'),
    onboardingIdFor(key, 'acme', 'bob@example.com'),
    onboardingIdFor(key, 'other', 'ada@example.com'),
    onboardingIdFor(`${key}!`, 'acme', 'ada@example.com'),
    groupWorkflowIdFor(key, 'acme', 'ada@example.com'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('an ID reveals nothing about the person and has the format that the API expects', () => {
  const id = onboardingIdFor(key, 'acme', 'ada@example.com');
  expect(id).toMatch(onboardingIdPattern);
  expect(id).not.toMatch(/ada|example/);
});

test('group names that differ only in case give different IDs', () => {
  expect(groupWorkflowIdFor(key, 'acme', 'Dev')).not.toBe(groupWorkflowIdFor(key, 'acme', 'dev'));
});
