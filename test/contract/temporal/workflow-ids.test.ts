import { expect, test } from 'vitest';
import { groupWorkflowIdFor, runIdFor, runIdPattern } from '../../../src/contract/temporal/workflow-ids.ts';

const key = 'a key of at least thirty-two characters';

test('one person in one organization has one id, however the address is written', () => {
  expect(runIdFor(key, 'acme', 'Ada@Example.com')).toBe(runIdFor(key, 'acme', 'ada@example.com'));
});

test('another person, organization or key means another id', () => {
  const ids = [
    runIdFor(key, 'acme', 'ada@example.com'),
    runIdFor(key, 'acme', 'bob@example.com'),
    runIdFor(key, 'other', 'ada@example.com'),
    runIdFor(`${key}!`, 'acme', 'ada@example.com'),
    groupWorkflowIdFor(key, 'acme', 'ada@example.com'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id shows nothing of the person and has the shape that the API expects', () => {
  const id = runIdFor(key, 'acme', 'ada@example.com');
  expect(id).toMatch(runIdPattern);
  expect(id).not.toMatch(/ada|example/);
});

test('names of groups that differ in case only are different groups', () => {
  expect(groupWorkflowIdFor(key, 'acme', 'Dev')).not.toBe(groupWorkflowIdFor(key, 'acme', 'dev'));
});
