import { expect, test } from 'vitest';
import { personIdPattern } from '../../../src/contract/temporal/flow-ids.ts';
import {
  emailKeyFor,
  externalIdKeyFor,
  groupWorkflowIdFor,
  personIdFor,
} from '../../../src/contract/temporal/workflow-ids.ts';

const key = 'a key of at least thirty-two characters';

test('a person has one ID in an organization, however the email is written', () => {
  expect(personIdFor(key, 'acme', 'Ada@Example.com')).toBe(personIdFor(key, 'acme', 'ada@example.com'));
});

test('another person, organization or key gives another ID', () => {
  const ids = [
    personIdFor(key, 'acme', 'ada@example.com'),
    personIdFor(key, 'acme', 'bob@example.com'),
    personIdFor(key, 'other', 'ada@example.com'),
    personIdFor(`${key}!`, 'acme', 'ada@example.com'),
    groupWorkflowIdFor(key, 'acme', 'ada@example.com'),
    emailKeyFor(key, 'acme', 'ada@example.com'),
    externalIdKeyFor(key, 'acme', 'ada@example.com'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('an ID reveals nothing about the person and has the format that the API expects', () => {
  const id = personIdFor(key, 'acme', 'ada@example.com');
  expect(id).toMatch(personIdPattern);
  expect(id).not.toMatch(/ada|example/);
});

test('group names that differ only in case give different IDs', () => {
  expect(groupWorkflowIdFor(key, 'acme', 'Dev')).not.toBe(groupWorkflowIdFor(key, 'acme', 'dev'));
});
