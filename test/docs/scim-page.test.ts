import { describe, expect, test } from 'vitest';
import { accessStates } from '../../src/contract/scim/access-states.ts';
import { scimLimits } from '../../src/contract/scim/limits.ts';
import { shownMembers } from '../../src/scim/limits.ts';
import { maxResults } from '../../src/scim/list-request.ts';
import type { ScimType } from '../../src/scim/error.ts';
import { resourceTypes } from '../../src/scim/schemas/resource-types.ts';
import { codesIn, firstCodes, readPage, tableAfter } from './page.ts';

const page = readPage('docs/scim.md');

describe('docs/scim.md', () => {
  test('explains every state', () => {
    expect(new Set(firstCodes(tableAfter(page, '## States')))).toEqual(new Set(accessStates));
  });

  test('names every kind of error', () => {
    const types: Readonly<Record<ScimType, true>> = {
      invalidValue: true,
      invalidFilter: true,
      invalidPath: true,
      invalidSyntax: true,
      mutability: true,
      noTarget: true,
      tooMany: true,
      uniqueness: true,
    };
    const rows = tableAfter(page, '## Errors');
    expect(new Set(rows.flatMap(([, type = '']) => codesIn(type)))).toEqual(new Set(Object.keys(types)));
  });

  test('names every attribute that a client can write, and no other', () => {
    const [, kept = ''] = /## What is kept\n\n.*?\n\n(- \*\*Users.*?)\n\n/s.exec(page) ?? [];
    const names = resourceTypes.flatMap(({ schema, extensions }) =>
      [schema, ...extensions].flatMap(({ attributes }) =>
        attributes.filter(({ mutability }) => mutability !== 'readOnly').map(({ name }) => name),
      ),
    );
    expect(new Set(codesIn(kept))).toEqual(new Set([...names, 'externalId']));
  });

  test('names the limits of the code', () => {
    const limits = tableAfter(page, '## The protocol').flat().join(' ');
    expect(limits).toContain(
      `${scimLimits.resourceBytes / 1_024} KiB and ${scimLimits.addresses} email addresses a user`,
    );
    expect(limits).toContain(`${scimLimits.membersOfGroup.toLocaleString('en')} members a group`);
    expect(limits).toContain(`${scimLimits.operationsOnUser} operations in a \`PATCH\` of a user`);
    expect(limits).toContain(`${scimLimits.groupTextBytes / 1_024} KiB each for its name`);
    expect(limits).toContain(`${scimLimits.scan.toLocaleString('en')} users in a list`);
    expect(limits).toContain(`${maxResults} at most`);
    expect(limits).toContain(`more than ${shownMembers} are left out`);
  });
});
