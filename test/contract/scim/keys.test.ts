import { expect, test } from 'vitest';
import { groupWorkflowId, scimIdOf, scimIdPattern, userWorkflowId } from '../../../src/contract/scim/ids.ts';
import {
  canonicalName,
  groupIdFor,
  scimAddressKeyFor,
  scimExternalIdKeyFor,
  scimKeysOf,
  userIdFor,
} from '../../../src/contract/scim/keys.ts';
import { testIdKey } from '../../support/id-key.ts';

const hash = { idKey: testIdKey, organization: 'acme' };

test('a user has one id, however the name is written', () => {
  const id = userIdFor(hash, 'Ada@Example.com');
  expect(id).toMatch(scimIdPattern);
  expect(userIdFor(hash, ' ada@example.COM')).toBe(id);
  expect(canonicalName('ZOE\u0301')).toBe('zo\u00e9');
});

test('another name, kind, purpose, organization or key gives another value', () => {
  const name = 'ada@example.com';
  const values = [
    userIdFor(hash, name),
    userIdFor(hash, 'grace@example.com'),
    userIdFor({ ...hash, organization: 'other' }, name),
    userIdFor({ ...hash, idKey: `${testIdKey}!` }, name),
    groupIdFor(hash, name),
    scimExternalIdKeyFor(hash, name),
    scimExternalIdKeyFor(hash, 'Ada@example.com'),
    scimAddressKeyFor(hash, name),
  ];
  expect(new Set(values).size).toBe(values.length);
});

test('a workflow ID contains the id', () => {
  const id = userIdFor(hash, 'ada@example.com');
  expect(userWorkflowId(id)).toBe(`scim-user-${id}`);
  expect([userWorkflowId(id), groupWorkflowId(id)].map(scimIdOf)).toEqual([id, id]);
});

test('the keys of a user are those of the external ID and of each email', () => {
  const values = ['ada@example.com', 'Ada@EXAMPLE.com', 'lady@example.com', 'ada@corp'];
  const emails = values.map((value) => ({ value }));
  expect(scimKeysOf(hash, { userName: 'ada', externalId: 'hr-1', emails })).toEqual([
    scimExternalIdKeyFor(hash, 'hr-1'),
    scimAddressKeyFor(hash, 'ada@example.com'),
    scimAddressKeyFor(hash, 'lady@example.com'),
    scimAddressKeyFor(hash, 'ada@corp'),
  ]);
  expect(scimKeysOf(hash, { userName: 'ada' })).toEqual([]);
});
