import { describe, expect, test } from 'vitest';
import { mistakesOf, read, valuesOf } from './rows.ts';

const hire = { email: 'a@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
const fields = ['a@example.com', 'Developers', 'Provisioning'];
const access = { group: 'Developers', policies: 'Provisioning' };

describe('the delimiter', () => {
  test.each([',', ';', '\t', '|'])('%j is detected from the header', (delimiter) => {
    const text = [['email', 'group', 'policies'], fields].map((row) => row.join(delimiter)).join('\n');
    expect(read(text)).toMatchObject({ delimiter, rows: [{ line: 2, request: hire }] });
  });

  test('is detected despite other delimiters in quoted names and in values', () => {
    const text = '"E-mail";"Group";"Policies";"Name, first"\na@example.com;Developers;Provisioning;"a, b"\n';
    expect(valuesOf(read(text))).toEqual([hire]);
  });

  test.each([
    ['sep=;', ';'],
    ['SEP=;', ';'],
    ['"sep=;"', ';'],
    ['sep=,', ','],
    ['sep=\t', '\t'],
    ['sep=:', ':'],
    ['sep=;;;', ';'],
  ])('of a first line %j is used, and the line is counted', (first, delimiter) => {
    const text = [
      first,
      ...[['email', 'group', 'policies'], fields, ['x', 'G', 'P']].map((row) => row.join(delimiter)),
    ];
    const file = read(text.join('\r\n'));
    expect(file).toMatchObject({ delimiter, rows: [{ line: 3, request: hire }, { line: 4 }] });
    expect(mistakesOf(file)).toEqual([expect.stringMatching(/^line 4, /)]);
  });

  test('in a field with several names is no delimiter if it is in quotes', () => {
    const file = read('email;group;policies\na@example.com;Developers;"Provisioning;Billing"');
    expect(valuesOf(file)).toMatchObject([{ policies: ['Provisioning', 'Billing'] }]);
    expect(mistakesOf(read('email;group;policies\na@example.com;Developers;Provisioning;Billing'))).toEqual([
      expect.stringMatching(/has 4 fields.*must be in quotes/),
    ]);
  });

  test('is not needed if there is one column', () => {
    expect(valuesOf(read('Work Email\na@example.com\n', access))).toEqual([hire]);
  });
});

describe('the name of a column', () => {
  test.each([
    [
      'email',
      [
        'Email',
        'E-mail',
        'E-Mail',
        'EMAIL',
        'e_mail',
        ' Email ',
        'Email Address',
        'Work Email',
        'work_email',
      ],
    ],
    [
      'email',
      [
        'E-Mail-Adresse',
        'E-Mail',
        'Geschäftliche E-Mail',
        'Adresse e-mail',
        'Courriel',
        'Primary Work Email',
      ],
    ],
    [
      'firstName',
      ['firstname', 'First Name', 'first_name', 'FIRST-NAME', 'Given name', 'Vorname', 'Prénom', 'PRENOM'],
    ],
    ['lastName', ['Last Name', 'last_name', 'Surname', 'Family Name', 'Nachname', 'Nom', 'Nom de famille']],
    ['group', ['Group', 'Group Name', 'Gruppe', 'Groupe']],
    ['groupDescription', ['Group Description', 'group_description', 'Gruppenbeschreibung']],
    ['policies', ['Policies', 'Policy', 'POLICIES', 'Richtlinien', 'Politiques']],
    ['apiAccess', ['API access', 'api_access', 'API-Zugriff', 'Accès API']],
    ['allowedAddresses', ['Allowed Addresses', 'allowed_emails', 'Erlaubte Adressen']],
    [
      'externalId',
      ['External ID', 'Employee ID', 'Employee #', 'Employee Number', 'Personalnummer', 'Matricule'],
    ],
    ['startDate', ['Start Date', 'start_date', 'Hire Date', 'Startdatum', 'Eintrittsdatum', "Date d'entrée"]],
  ])('for %s has many spellings', (column, names) => {
    const others = ['email', 'group', 'policies'].filter((name) => name !== column);
    const values: Record<string, string> = { startDate: '2026-12-01', apiAccess: 'yes', group: 'Developers' };
    for (const name of names) {
      const value = values[column] ?? 'a@example.com';
      const row = others.map((other) => (other === 'email' ? 'b@example.com' : 'X'));
      const file = read(`${[...others, `"${name}"`].join(',')}\n${[...row, value].join(',')}`);
      expect([name, file.warnings]).toEqual([name, []]);
      expect([name, mistakesOf(file)]).toEqual([name, []]);
      expect(JSON.stringify(valuesOf(file))).toContain(column === 'apiAccess' ? '"apiAccess":true' : value);
    }
  });

  test.each([
    'Personal Email',
    'Home Email',
    'Manager Email',
    'Department',
    'Team',
    'Job Title',
    'Secondary Email',
  ])('%j is not one of a field, so the column is ignored with a warning', (name) => {
    const file = read(`email,group,policies,${name}\na@example.com,Developers,Provisioning,x@example.com`);
    expect(valuesOf(file)).toEqual([hire]);
    expect(file.warnings).toEqual([`Ignored columns: "${name}". Nothing of a hire is read from them.`]);
  });

  test('can be chosen', () => {
    const columns = [
      { column: 'email', name: 'work email' },
      { column: 'group', name: 'Team' },
    ] as const;
    const text = 'Email,Work Email,Team\nhome@example.org,a@example.com,Developers';
    expect(valuesOf(read(text, { ...access, columns }))).toEqual([hire]);
    expect(() => read(text, { ...access, columns: [{ column: 'email', name: 'Mail 2' }] })).toThrow(
      /there is no column "Mail 2", which --column names for email/,
    );
  });
});

describe('a header that cannot be used', () => {
  test.each([
    ['nothing', '', /is empty.*email,firstName/],
    ['only empty lines', '\n,,\n\n', /is empty/],
    ['only a separator', 'sep=;\n', /is empty/],
    [
      'no email',
      'mein Name;group;policies\n',
      /"email".*\n.*separated by semicolons: "mein Name", "group", "policies"/,
    ],
    [
      'no policies',
      'email,group\n',
      /no column is known to be "policies".*\n.*\n.*expected: email, firstName.*\n.*--policies/,
    ],
    ['no group', 'email,Department,policies\n', /known to be "group".*\n.*"Department"/],
    ['no header', 'a@example.com,Developers,Provisioning\n', /found, separated by commas: "a@example.com"/],
    [
      'a column twice',
      'email,group,policies,email\n',
      /"email" \(column 1\) and "email" \(column 4\).*--column email=NAME/,
    ],
    [
      'two columns for a field',
      'Email,Work Email,group,policies\n',
      /"Email" \(column 1\) and "Work Email" \(column 2\)/,
    ],
  ])('is refused with %s', (_name, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('can be on a later line', () => {
    expect(() => read('\n\nemail,x\n')).toThrow(/^The header \(line 3\)/);
  });

  test('lists all mistakes', () => {
    expect(() => read('email,email,Name\n')).toThrow(/"email" \(column 1\).*"group".*"policies"/);
  });
});

describe('a date', () => {
  test.each([
    ['2026-12-01', '2026-12-01'],
    ['2026/12/1', '2026-12-01'],
    ['2026-12-01T00:00:00', '2026-12-01'],
    ['2026-12-01 00:00:00', '2026-12-01'],
    ['01.07.2026', '2026-07-01'],
    ['1.7.2026', '2026-07-01'],
    ['25/12/2026', '2026-12-25'],
    ['12/25/2026', '2026-12-25'],
    ['05-05-2026', '2026-05-05'],
    ['1 Jul 2026', '2026-07-01'],
    ['01-Jul-2026', '2026-07-01'],
    ['July 1, 2026', '2026-07-01'],
    ['Sept 30 2026', '2026-09-30'],
  ])('%s is read as %s', (text, date) => {
    const file = read(`email,Start date\na@example.com,"${text}"`, access);
    expect(valuesOf(file)).toEqual([{ ...hire, startDate: date }]);
  });

  test.each([
    ['07/01/2026', /"07\/01\/2026" can be 2026-01-07 or 2026-07-01; write YYYY-MM-DD, or add --dates/],
    ['07-01-2026', /can be 2026-01-07 or 2026-07-01/],
    ['2026-02-30', /does not exist|not a date that exists/],
    ['31.02.2026', /not a date that exists/],
    ['13/13/2026', /not a date that exists/],
    ['01/07/26', /must be a date as YYYY-MM-DD/],
    ['46357', /must be a date as YYYY-MM-DD/],
    ['July 2026', /must be a date as YYYY-MM-DD/],
    ['1 Foo 2026', /not a date that exists/],
    ['2026-12-01T23:00:00Z', /must be a date as YYYY-MM-DD/],
  ])('%s is refused', (text, message) => {
    const file = read(`email,Start date\na@example.com,"${text}"`, access);
    expect(mistakesOf(file)).toEqual([expect.stringMatching(message)]);
    expect(mistakesOf(file)[0]).toContain(`line 2, column "Start date": "${text}"`);
  });

  test('with slashes is read in the order that is given', () => {
    const text = 'email,Start date\na@example.com,07/01/2026';
    const dates = (['day-first', 'month-first'] as const).map((dateOrder) =>
      valuesOf(read(text, { ...access, dateOrder })).map(({ startDate }) => startDate),
    );
    expect(dates).toEqual([['2026-01-07'], ['2026-07-01']]);
    expect(
      mistakesOf(read('email,Start date\na@example.com,25/12/2026', { ...access, dateOrder: 'month-first' })),
    ).toEqual([expect.stringContaining('not a date that exists')]);
  });
});
