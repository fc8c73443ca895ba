import { describe, expect, test } from 'vitest';
import { readHires } from '../../../src/cli/import/read-hires.ts';

const header = 'email,group,policies';

describe('a CSV file of hires', () => {
  test('can have every column, in any order', () => {
    const text = [
      'policies,email,group,groupDescription,firstName,lastName,apiAccess,allowedAddresses,externalId,startDate',
      'Provisioning;Billing,ada@example.com,Developers,Deploy servers,Ada,Lovelace,yes,ada@example.org; a@example.org,hr-1,2026-12-01',
    ].join('\n');
    expect(readHires(text)).toEqual([
      {
        line: 2,
        hire: {
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
      },
    ]);
  });

  test.each([
    ['a byte order mark', `\uFEFF${header}\na@example.com,Developers,Provisioning`],
    ['CRLF', `${header}\r\na@example.com,Developers,Provisioning\r\n`],
    ['empty lines and spaces', `${header}\n\n a@example.com , Developers , Provisioning \n\n`],
    ['quotes', `${header}\n"a@example.com","Developers","Provisioning"`],
  ])('can have %s', (_name, text) => {
    expect(readHires(text)).toMatchObject([
      { hire: { email: 'a@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] } },
    ]);
  });

  test('can have commas and line breaks in quotes, and lines are still counted correctly', () => {
    const text = `${header},groupDescription\na@example.com,"Dev, Ops",P,"two\nlines"\nnonsense,Developers,P,`;
    const [first, second] = readHires(text);
    expect(first).toMatchObject({ mistakes: [expect.stringContaining('groupDescription')] });
    expect(second).toMatchObject({ line: 4, email: 'nonsense' });
  });

  test('reports every mistake of a row with its column', () => {
    expect(readHires(`${header},startDate\nnonsense,,,tomorrow`)).toEqual([
      {
        line: 2,
        email: 'nonsense',
        mistakes: [
          expect.stringMatching(/^email: must be an email address/),
          expect.stringMatching(/^group: /),
          expect.stringMatching(/^policies: must name at least one/),
          expect.stringMatching(/^startDate: must be a date/),
        ],
      },
    ]);
  });

  test.each([
    ['nothing', '', /is empty/],
    ['an unknown column', `${header},salary\n`, /"salary" is unknown.*Known columns: email/],
    ['no policies', 'email,group\n', /"policies" is missing/],
    ['a column twice', `${header},email\n`, /"email" appears twice/],
    ['an open quote', `${header}\n"a@example.com,Developers,P`, /not valid CSV/],
  ])('with %s is rejected as a whole', (_name, text, message) => {
    expect(() => readHires(text)).toThrow(message);
  });
});
