import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOperations } from '../../../src/scim/patch/operations.ts';
import { patchUser } from '../../../src/scim/patch/patch-user.ts';
import { userType } from '../../../src/scim/schemas/resource-types.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const user = {
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  active: true,
  emails: [
    { value: 'Ada@example.com', type: 'work', primary: true },
    { value: String.raw`a\d"a@example.org`, type: 'home' },
  ],
  [enterprise]: { department: 'Analysis', division: 'Engines' },
};

function patched(...operations: readonly object[]) {
  return patchUser(user, parseOperations(userType, { Operations: operations }));
}

describe('an operation', () => {
  test('changes one attribute and leaves the others and the old resource alone', () => {
    const before = structuredClone(user);
    expect(patched({ op: 'replace', path: 'active', value: false })).toEqual({ ...user, active: false });
    expect(user).toEqual(before);
  });

  test('merges the parts of a complex attribute', () => {
    const expected = { givenName: 'Augusta', familyName: 'Lovelace' };
    expect(patched({ op: 'replace', path: 'name', value: { givenName: 'Augusta' } })['name']).toEqual(
      expected,
    );
    expect(patched({ op: 'add', path: 'name.givenName', value: 'Augusta' })['name']).toEqual(expected);
    expect(patched({ op: 'replace', value: { NAME: { GivenName: 'Augusta' } } })['name']).toEqual(expected);
  });

  test('with null removes', () => {
    expect(patched({ op: 'replace', path: 'name.givenName', value: null })['name']).toEqual({
      familyName: 'Lovelace',
    });
    expect(patched({ op: 'replace', path: 'name', value: { givenName: null } })['name']).toEqual({
      familyName: 'Lovelace',
    });
    expect(patched({ op: 'replace', value: { name: null } })).not.toHaveProperty('name');
    expect(patched({ op: 'replace', path: 'emails', value: null })).not.toHaveProperty('emails');
    expect(patched({ op: 'replace', path: 'emails[type eq "home"]', value: null })['emails']).toHaveLength(1);
    expect(patched({ op: 'replace', path: enterprise, value: null })).not.toHaveProperty([enterprise]);
  });

  test.each([
    { op: 'add', value: { name: null, emails: null, active: null, [enterprise]: null } },
    { op: 'add', value: { name: {}, emails: [], title: '', [enterprise]: {} } },
    { op: 'add', path: 'name', value: {} },
    { op: 'add', path: 'name', value: [{ unknown: 'x' }] },
    { op: 'add', path: 'name.givenName', value: '' },
    { op: 'add', path: 'emails', value: null },
    { op: 'add', path: 'emails', value: [{ unknown: 'x' }] },
    { op: 'add', path: 'emails[type eq "home"].value', value: '' },
    { op: 'add', path: 'emails[type eq "other"].value', value: '' },
    { op: 'add', path: `${enterprise}:department`, value: null },
    { op: 'replace', path: 'name', value: {} },
    { op: 'replace', path: 'name', value: { unknown: 'x' } },
    { op: 'replace', value: { name: { unknown: 'x' }, [enterprise]: {} } },
    { op: 'replace', path: 'emails[type eq "other"].value', value: '' },
    { op: 'replace', path: 'phoneNumbers' },
  ])('%j changes nothing', (operation) => {
    expect(patched(operation)).toEqual(user);
  });

  test('drops keys that are no names from a value without a path', () => {
    const value = { 'custom attr': 'x', 'a.b.c': 'x', 'emails[type': 'x', '': 'x', title: 'Countess' };
    expect(patched({ op: 'replace', value })).toEqual({ ...user, title: 'Countess' });
    expect(patched({ op: 'replace', path: 'name', value: { 'given name': 'x' } })).toEqual(user);
  });

  test('drops empty keys, however deep they are', () => {
    let value: object = { department: 'Poetry' };
    for (let depth = 0; depth < 20_000; depth += 1) value = { '': value };
    expect(patched({ op: 'replace', value: { [enterprise]: value } })).toEqual(user);
    expect(patched({ op: 'replace', path: 'name', value })).toEqual(user);
  });

  test('changes the parts of a value that comes as a list with one object', () => {
    const value = [{ $ref: null, value: 'm1' }];
    const { [enterprise]: extension } = patched({ op: 'Add', path: `${enterprise}:manager`, value });
    expect(extension).toEqual({ ...user[enterprise], manager: { value: 'm1' } });
  });

  test('removes the last part of an attribute together with it', () => {
    const operations = ['name.givenName', 'name.familyName'].map((path) => ({ op: 'remove', path }));
    expect(patched(...operations)).not.toHaveProperty('name');
  });

  test('removes what is not there without a complaint', () => {
    expect(
      patched({ op: 'remove', path: 'title' }, { op: 'remove', path: 'emails[type eq "other"]' }),
    ).toEqual(user);
    expect(
      patched({ op: 'remove', path: 'name.middleName' }, { op: 'remove', path: 'roles.display' }),
    ).toEqual(user);
  });

  test('changes, spreads and removes a whole extension', () => {
    expect(patched({ op: 'replace', path: enterprise, value: { department: 'Poetry' } })[enterprise]).toEqual(
      {
        department: 'Poetry',
        division: 'Engines',
      },
    );
    expect(patched({ op: 'remove', path: enterprise })).not.toHaveProperty([enterprise]);
    const parts = ['department', 'division'].map((name) => ({ op: 'remove', path: `${enterprise}:${name}` }));
    expect(patched(...parts)).not.toHaveProperty([enterprise]);
  });

  test('selects by brackets whatever the letter case, and with any character', () => {
    const first = patched({ op: 'replace', path: 'emails[value eq "ADA@EXAMPLE.COM"].type', value: 'other' });
    expect(first['emails']).toContainEqual({ value: 'Ada@example.com', type: 'other', primary: true });
    const escaped = patched({ op: 'remove', path: String.raw`emails[value eq "a\\d\"a@example.org"]` });
    expect(escaped['emails']).toHaveLength(1);
  });

  test('makes one email primary and the former one not', () => {
    const expected = [
      { value: 'Ada@example.com', type: 'work', primary: false },
      { value: String.raw`a\d"a@example.org`, type: 'home', primary: true },
    ];
    expect(
      patched({ op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' })['emails'],
    ).toEqual(expected);
    const added = patched({ op: 'add', path: 'emails', value: { value: 'new@example.com', primary: true } });
    expect((added['emails'] as { primary?: boolean }[]).filter(({ primary }) => primary)).toEqual([
      { value: 'new@example.com', primary: true },
    ]);
  });

  test('adds no value twice', () => {
    const again = { value: 'Ada@example.com', type: 'work', primary: true };
    expect(patched({ op: 'add', path: 'emails', value: [again] })['emails']).toEqual(user.emails);
  });

  test('removes values by a list of less than the whole entries', () => {
    expect(
      patched({ op: 'remove', path: 'emails', value: [{ value: 'Ada@example.com' }] })['emails'],
    ).toEqual([user.emails[1]]);
  });

  test('drops what is read-only in a value without a path', () => {
    const value = { id: 'x', meta: {}, schemas: ['urn:x'], groups: [{ value: 'g' }], title: 'Countess' };
    expect(patched({ op: 'replace', value })).toEqual({ ...user, title: 'Countess' });
  });

  test.each([
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    [{ op: 'replace', path: 'meta.version', value: 'x' }, 'mutability'],
    [{ op: 'replace', path: 'urn:vultr-onboarding:scim:schemas:User:state', value: 'access' }, 'mutability'],
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'remove', path: '' }, 'noTarget'],
    [{ op: 'replace', path: 'emails[value eq "nobody@example.com"].type', value: 'work' }, 'noTarget'],
    [{ op: 'replace', path: 'roles[value eq "x"].display', value: 'X' }, 'noTarget'],
    [{ op: 'replace', path: 'emails[type', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'name[x eq "y"]', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'a b', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 7, value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'emails[type is "work"]', value: 'x' }, 'invalidFilter'],
    [{ op: 'remove', path: 'emails[type pr not type pr]' }, 'invalidFilter'],
    [{ op: 'remove', path: 'emails[type pr constructor type pr]' }, 'invalidFilter'],
    [{ op: 'replace', value: { 'emails[type pr __proto__ type pr]': 'x' } }, 'invalidFilter'],
    [{ op: 'replace', path: 'userName', value: '  ' }, 'invalidValue'],
    [{ op: 'add', path: 'userName', value: '' }, 'invalidValue'],
    [{ op: 'move', path: 'title', value: 'x' }, 'invalidSyntax'],
    [{ path: 'title', value: 'x' }, 'invalidSyntax'],
    [{ op: 'replace', value: 'x' }, 'invalidSyntax'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
    [{ op: 'replace', path: 'title', value: ['a', 'b'] }, 'invalidValue'],
    [{ op: 'replace', path: 'title', value: [['a']] }, 'invalidValue'],
    [{ op: 'replace', path: 'title' }, 'invalidValue'],
    [{ op: 'add', path: 'emails' }, 'invalidValue'],
    [{ op: 'add', path: enterprise }, 'invalidValue'],
    [{ op: 'add' }, 'invalidValue'],
  ])('%j is refused as %s', (operation, scimType) => {
    expect(() => patched(operation)).toThrow(
      expect.objectContaining({ name: 'ScimError', status: 400, scimType }),
    );
  });

  test.each([[{}], [{ Operations: [] }], [{ Operations: {} }], ['x'], [null], [{ Operations: ['x'] }]])(
    'the body %j is refused',
    (body) => {
      expect(() => parseOperations(userType, body)).toThrow(
        expect.objectContaining({ scimType: 'invalidSyntax' }),
      );
    },
  );
});

function outcomeOf<Resource>(patch: () => Resource) {
  try {
    return { resource: patch() };
  } catch (error) {
    return { error };
  }
}

test('whatever comes, a patch ends with a resource or an error that names the mistake', () => {
  const paths = fc.oneof(
    fc.constantFrom(
      'emails',
      'emails[type eq "work"]',
      'emails[type eq "home"].value',
      'name',
      'name.givenName',
    ),
    fc.constantFrom(
      'roles',
      'roles.value',
      enterprise,
      `${enterprise}:manager`,
      'manager.value',
      'active',
      'unknown',
    ),
    fc.string(),
  );
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'Replace', 'REMOVE'),
      path: paths,
      value: fc.oneof(fc.jsonValue(), fc.constant([{ value: 'x', type: 'work', primary: 'true' }])),
    },
    { requiredKeys: ['op'] },
  );
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
      const outcome = outcomeOf(() => patched(...operations));
      expect(outcome).toMatchObject(
        'resource' in outcome ? {} : { error: { name: 'ScimError', status: 400 } },
      );
      // What a patch has left behind is in its final form.
      if ('resource' in outcome) return isDeepStrictEqual(patchUser(outcome.resource, []), outcome.resource);
      return true;
    }),
    { numRuns: 500 },
  );
});
