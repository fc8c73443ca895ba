import { describe, expect, test } from 'vitest';
import { mistakesOf, read, valuesOf } from './rows.ts';

const header = 'email,group,policies';
const hire = { email: 'a@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };

describe('a CSV file of hires', () => {
  test('can have every column, in any order', () => {
    const text = [
      'policies,email,group,groupDescription,firstName,lastName,apiAccess,allowedAddresses,externalId,startDate',
      'Provisioning;Billing,ada@example.com,Developers,Deploy servers,Ada,Lovelace,yes,ada@example.org; a@example.org,hr-1,2026-12-01',
    ].join('\n');
    const file = read(text);
    expect(file.rows).toMatchObject([{ line: 2 }]);
    expect(file.warnings).toEqual([]);
    expect(valuesOf(file)).toEqual([
      {
        email: 'ada@example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        group: { name: 'Developers', description: 'Deploy servers' },
        policies: ['Provisioning', 'Billing'],
        apiAccess: true,
        allowedAddresses: ['ada@example.org', 'a@example.org'],
        externalId: 'hr-1',
        startDate: '2026-12-01',
      },
    ]);
  });

  test('says when an onboarding begins, and which groups a mover leaves', () => {
    const text = [
      'email,roles,notBefore,leaveGroups',
      'a@example.com,billing,2026-12-01T08:00:00+01:00,managed',
      'b@example.com,billing,,Developers; Designers',
    ].join('\n');
    expect(valuesOf(read(text))).toEqual([
      {
        email: 'a@example.com',
        roles: ['billing'],
        notBefore: '2026-12-01T08:00:00+01:00',
        leaveGroups: 'managed',
      },
      { email: 'b@example.com', roles: ['billing'], leaveGroups: ['Developers', 'Designers'] },
    ]);
    expect(mistakesOf(read('email,roles,notBefore\na@example.com,billing,01.12.2026'))).toEqual([
      expect.stringMatching(/^line 2, column "notBefore": "01.12.2026" needs a time/),
    ]);
  });

  test.each([
    ['a byte order mark', `\uFEFF${header}\na@example.com,Developers,Provisioning`],
    ['CRLF', `${header}\r\na@example.com,Developers,Provisioning\r\n`],
    ['CR', `${header}\ra@example.com,Developers,Provisioning\r`],
    ['empty lines and spaces', `${header}\n\n a@example.com , Developers , Provisioning \n\n`],
    ['quotes', `${header}\n"a@example.com","Developers","Provisioning"`],
    ['spaces before quotes', `${header}\n"a@example.com", "Developers", "Provisioning" \n`],
    ['non-breaking spaces', `${header}\n\u00A0a@example.com\u00A0,Developers\u00A0,Provisioning`],
  ])('can have %s', (_name, text) => {
    expect(valuesOf(read(text))).toEqual([hire]);
  });

  test('reports every mistake of a row with its line, column and value', () => {
    const file = read('email,Group,policies,Start Date\nnonsense,,,tomorrow');
    expect(mistakesOf(file)).toEqual([
      expect.stringMatching(/^line 2, column "email": "nonsense" must be an email address/),
      'line 2, column "Group": (empty) is required',
      expect.stringMatching(/^line 2, column "policies": \(empty\) must name at least one/),
      'line 2, column "Start Date": "tomorrow" must be a date as YYYY-MM-DD',
    ]);
  });

  test.each(['1.00E+05', '1.23457E+11', '1,23E+11', '1E+05', '1.5e+100'])(
    'has no ID that a spreadsheet has shortened, such as %s',
    (id) => {
      const delimited = `email;group;policies;Employee ID\na@example.com;G;P;${id}`;
      expect(mistakesOf(read(delimited))).toEqual([
        expect.stringContaining(
          `"Employee ID": "${id}" is a number that a spreadsheet has shortened. Format`,
        ),
      ]);
    },
  );

  test.each(['100000', 'E-12', '1E5', '12E+05', 'A1.5E+05', '1.5E+05-x', '3E-10'])(
    'can have the ID %s',
    (id) => {
      const [value] = valuesOf(read(`${header},externalId\na@example.com,G,P,${id}`));
      expect(value?.externalId).toBe(id);
    },
  );

  test('shows control and invisible characters of a value as escapes, and no more than 60 characters', () => {
    const [control, long] = mistakesOf(
      read(`${header}\na\u001B[31m\u200B@example.com,G,P\n${'x'.repeat(99)},G,P`),
    );
    expect(control).toContain('"a\\u001B[31m\\u200B@example.com"');
    expect(long).toContain(`"${'x'.repeat(60)}…" must be`);
  });

  test('a value that is required cannot be a default that is empty', () => {
    expect(mistakesOf(read('email\na@example.com', { group: 'G', policies: ' ; ' }))).toEqual([
      expect.stringContaining('column "--policies"'),
    ]);
  });

  test('rows have roles, or a group and policies', () => {
    const text = `email,Rolle,group,policies\na@example.com,dev;billing,,\nb@example.com,,Ops,DNS`;
    expect(valuesOf(read(text))).toEqual([
      { email: 'a@example.com', roles: ['dev', 'billing'] },
      { email: 'b@example.com', group: { name: 'Ops' }, policies: ['DNS'] },
    ]);
  });

  test('a row with both, or with neither, is refused', () => {
    const text = 'email,roles,group,policies\na@example.com,dev,Ops,DNS\nb@example.com,,,';
    expect(mistakesOf(read(text))).toEqual([
      expect.stringContaining('line 2, column "group": "Ops" must be left out if there is a role'),
      expect.stringContaining('line 2, column "policies": "DNS" must be left out if there is a role'),
      'line 3, column "roles": (empty) must have role or roles, or group and policies',
    ]);
  });

  test('default roles are for rows without roles and without a group', () => {
    const text = 'email,roles,group,policies\na@example.com,dev,,\nb@example.com,,,\nc@example.com,,Ops,DNS';
    expect(valuesOf(read(text, { roles: 'everyone' })).map(({ roles, group }) => roles ?? group)).toEqual([
      ['dev'],
      ['everyone'],
      { name: 'Ops' },
    ]);
  });

  test('rows without a group or policies get the defaults, others keep their own', () => {
    const text = `${header}\na@example.com,Developers,Provisioning\nb@example.com,,\nc@example.com,Ops,`;
    const hires = valuesOf(read(text, { group: 'Everyone', policies: 'Billing;Support' }));
    expect(hires.map(({ group, policies }) => [group?.name, policies])).toEqual([
      ['Developers', ['Provisioning']],
      ['Everyone', ['Billing', 'Support']],
      ['Ops', ['Billing', 'Support']],
    ]);
  });
});

describe('line endings', () => {
  const lines = [
    header,
    'a@example.com,G,P',
    'b@example.com,G,P',
    'c@example.com,G,P',
    'd@example.com,G,P',
  ] as const;

  test.each([
    ['CRLF with one LF', ['\r\n', '\r\n', '\n', '\r\n', '\r\n']],
    ['LF with one CRLF', ['\n', '\n', '\r\n', '\n', '\n']],
    ['LF with one CR', ['\n', '\n', '\r', '\n', '\n']],
    ['CR with one CRLF', ['\r', '\r\n', '\r', '\r', '\r']],
    ['a header in CR, rows in LF', ['\r', '\n', '\n', '\n', '\n']],
    ['a header in LF, rows in CRLF, none at the end', ['\n', '\r\n', '\r\n', '\r\n', '']],
  ])('every row is read from a file with %s', (_name, endings) => {
    const { rows } = read(lines.map((line, index) => `${line}${endings[index]}`).join(''));
    expect(rows.map((row) => [row.line, 'request' in row && row.request.email])).toEqual([
      [2, 'a@example.com'],
      [3, 'b@example.com'],
      [4, 'c@example.com'],
      [5, 'd@example.com'],
    ]);
  });

  test.each(['\n', '\r\n', '\r'])('lines are counted correctly after line breaks in quotes: %j', (ending) => {
    const text = [
      `${header},groupDescription,notes`,
      `a@example.com,"Dev, Ops",P,"two${ending}lines",`,
      '',
      `b@example.com,G,P,,"one${ending}${ending}two"`,
      ',,,,',
      'nonsense,Developers,P,,',
    ].join(ending);
    const file = read(text);
    expect(file.rows.map(({ line }) => line)).toEqual([2, 5, 9]);
    expect(mistakesOf(file)).toEqual([
      expect.stringMatching(/^line 2, column "groupDescription": "two\\u000Alines" must not contain/),
      expect.stringMatching(/^line 9, column "email": "nonsense"/),
    ]);
    expect(file.warnings).toContainEqual(
      'Line 5, column "notes": the value has 3 lines. If hires are missing, check its quotes.',
    );
  });
});

describe('the number of fields', () => {
  test.each([
    ['a@example.com,G,P,extra', /^line 3: .*has 4 fields, but the header names 3 columns.*"extra"/],
    ['a@example.com,G,P,,,extra', /^line 3: .*has 6 fields.*"", "", "extra"/],
    ['a@example.com,G', /^line 3: "a@example.com \| G" has 2 fields.*Missing: "policies"/],
    ['a@example.com', /^line 3: .*has 1 field, but/],
    ['a@example.com,Dev, Ops,P', /has 4 fields/],
    ['a@example.com,G,P\tb@example.com,G,P', /has 5 fields/],
  ])('a row that differs from the header is refused: %s', (row, message) => {
    const file = read(`${header}\nb@example.com,G,P\n${row}\nc@example.com,G,P`);
    expect(mistakesOf(file)).toEqual([expect.stringMatching(message)]);
    expect(valuesOf(file)).toHaveLength(2);
  });

  test.each([
    ['empty columns at the end of the header', `${header},,\na@example.com,Developers,Provisioning,,`],
    ['of the header only', `${header},,\na@example.com,Developers,Provisioning`],
    ['of rows only', `${header}\na@example.com,Developers,Provisioning,,,,`],
    ['of spaces', `${header}, ,\na@example.com,Developers,Provisioning, , `],
    [
      'rows with delimiters only',
      `,,\n${header}\n,,\n,\n  , , \na@example.com,Developers,Provisioning\n,,,,\n`,
    ],
    ['rows of empty quotes', `${header}\n"","",""\na@example.com,Developers,Provisioning\n`],
  ])('%s are ignored', (_name, text) => {
    const file = read(text);
    expect(mistakesOf(file)).toEqual([]);
    expect(valuesOf(file)).toEqual([hire]);
  });

  test('a value under an empty column of the header is refused', () => {
    expect(mistakesOf(read(`${header},,\na@example.com,Developers,Provisioning,,x`))).toEqual([
      expect.stringMatching(/has 5 fields.*"x"/),
    ]);
  });

  test('a column without a name between others is ignored with a warning', () => {
    const file = read(`,${header}\n0,a@example.com,Developers,Provisioning`);
    expect(valuesOf(file)).toEqual([hire]);
    expect(file.warnings).toEqual([expect.stringContaining('(column 1, no name)')]);
  });
});

describe('quotes', () => {
  test.each([
    [
      'that is never closed',
      `${header}\na@example.com,G,P\n"b@example.com,G,P\nc@example.com,G,P`,
      3,
      'email',
    ],
    [
      'in a later column that is never closed',
      `${header}\na@example.com,"G,P\nb@example.com,G,P`,
      2,
      'group',
    ],
    ['after lines in quotes', `${header}\na@example.com,"G\nH",P\r\nb@example.com,"G"x,P`, 4, 'group'],
    ['with text after it', `${header}\na@example.com,"Dev"Ops,P`, 2, 'group'],
    ['inside a value', `${header}\na@example.com,Dev "Ops",P`, 2, 'group'],
    ['in a file with a separator line', `sep=,\n${header}\na@example.com,G,"P"x`, 3, 'policies'],
  ])('%s are refused with the line, the column and the value', (_name, text, line, column) => {
    expect(() => read(text)).toThrow(new RegExp(`line ${line}, column "${column}": "[^\\n]+" has a quote`));
  });
});

describe('the same person twice', () => {
  const row = 'ada@example.com,Developers,Provisioning;Billing';

  test.each([
    ['the same spelling', row],
    ['another letter case', 'ADA@Example.COM,Developers,Billing;Provisioning'],
    ['spaces', ' ada@example.com , Developers , Provisioning ; Billing '],
  ])('with the same content and %s is one hire', (_name, second) => {
    const { rows } = read(`${header}\n${row}\nb@example.com,G,P\n${second}\n`);
    expect(rows).toMatchObject([{ line: 2 }, { line: 3 }, { line: 4, sameAs: 2 }]);
    expect(rows[0]).not.toHaveProperty('sameAs');
  });

  test('in the Unicode and the ASCII spelling of a domain is one hire', () => {
    const { rows } = read(`${header}\na@bücher.example.com,G,P\na@xn--bcher-kva.example.com,G,P`);
    expect(rows).toMatchObject([{ line: 2 }, { line: 3, sameAs: 2 }]);
  });

  test('with different content is refused on each line, which names the other line and the differences', () => {
    const file = read(`${header}\n${row}\nb@example.com,G,P\nADA@example.com,Ops,Provisioning;Billing\n`);
    expect(mistakesOf(file)).toEqual([
      'line 2, column "email": "ada@example.com" is the same person as on line 4 (ADA@example.com), with a different group ("Ops" there, "Developers" here); keep one of the lines',
      'line 4, column "email": "ADA@example.com" is the same person as on line 2 (ada@example.com), with a different group ("Developers" there, "Ops" here); keep one of the lines',
    ]);
    expect(valuesOf(file)).toMatchObject([{ email: 'b@example.com' }]);
  });

  test.each([
    ['firstName', 'Ada', ''],
    ['policies', 'P', 'P;Q'],
    ['apiAccess', 'yes', ''],
    ['startDate', '2026-12-01', '2026-12-02'],
    ['groupDescription', 'a', 'b'],
    ['allowedAddresses', '', 'x@example.com'],
  ])('a different %s is different content', (column, one, other) => {
    const names = ['email', 'group', ...(column === 'policies' ? [] : ['policies']), column];
    const values = names.slice(0, -1).map((name) => (name === 'email' ? 'a@example.com' : 'X'));
    const file = read(
      [names, [...values, one], [...values, other]].map((fields) => fields.join(',')).join('\n'),
    );
    expect(mistakesOf(file)).toEqual([
      expect.stringMatching(new RegExp(`^line 2.*line 3.*different ${column} \\(`)),
      expect.stringMatching(new RegExp(`^line 3.*line 2.*different ${column} \\(`)),
    ]);
  });

  test('no access and no word about access are the same content', () => {
    const { rows } = read('email,group,policies,apiAccess\na@example.com,G,P,no\na@example.com,G,P,');
    expect(rows).toMatchObject([{}, { sameAs: 2 }]);
  });

  test('a row with the ID of another person is refused, with the line of the other', () => {
    const file = `${header},Employee ID\na@example.com,G,P,7\nb@example.com,G,P,7\na@Example.com,G,P,7\nc@example.com,G,P,8`;
    const people = read(file);
    expect(mistakesOf(people)).toEqual([
      'line 3, column "Employee ID": "7" is the ID of a@example.com on line 2; correct one of them, or leave it empty',
    ]);
    expect(people.rows).toMatchObject([{ line: 2, request: {} }, {}, { sameAs: 2 }, { request: {} }]);
    expect(people.warnings).toEqual([]);
  });
});
