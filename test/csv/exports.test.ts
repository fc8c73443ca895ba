import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Options, readHires, valuesOf } from './rows.ts';

const folder = new URL('exports/', import.meta.url);
const access = { group: 'Developers', policies: 'Provisioning;Billing' };

type Expected = { email: string; names: [string, string]; startDate?: string; externalId?: string };

const exports: Readonly<Record<string, { options?: Options; hires: Expected[]; ignored: string[] }>> = {
  'bamboohr.csv': {
    hires: [
      { email: 'ada@example.com', names: ['Ada', 'Lovelace'], startDate: '2026-12-01', externalId: '1042' },
      {
        email: 'renee@example.com',
        names: ['Renée', "O'Brien"],
        startDate: '2026-12-15',
        externalId: '1043',
      },
    ],
    ignored: ['Department', 'Division', 'Job Title', 'Location', 'Employment Status', 'Supervisor'],
  },
  'personio.csv': {
    options: { columns: [{ column: 'externalId', name: 'ID' }] },
    hires: [
      {
        email: 'juergen.gross@example.com',
        names: ['Jürgen', 'Groß'],
        startDate: '2026-12-01',
        externalId: '3001234',
      },
      {
        email: 'zoe@example.com',
        names: ['Zoë', 'Müller-Lüdenscheidt'],
        startDate: '2026-12-15',
        externalId: '3001235',
      },
    ],
    ignored: ['Status', 'Position', 'Abteilung', 'Team', 'Büro', 'Vorgesetzter'],
  },
  'personio-excel.csv': {
    options: { encoding: 'windows-1252' },
    hires: [
      {
        email: 'juergen.gross@example.com',
        names: ['Jürgen', 'Groß'],
        startDate: '2026-12-01',
        externalId: '4711',
      },
      {
        email: 'zoe@example.com',
        names: ['Zoë', 'Müller-Lüdenscheidt'],
        startDate: '2026-12-15',
        externalId: '4712',
      },
    ],
    ignored: ['Abteilung', 'Team'],
  },
  'hibob.csv': {
    options: { dateOrder: 'day-first' },
    hires: [
      { email: 'ada@example.com', names: ['Ada', 'Lovelace'], startDate: '2026-12-01', externalId: '207' },
      { email: 'kurt@example.com', names: ['Kurt', 'Gödel'], startDate: '2026-12-15', externalId: '208' },
    ],
    ignored: [
      'Display name',
      'Personal email',
      'Department',
      'Site',
      'Job title',
      'Reports to',
      'Reports to email',
      'Lifecycle status',
    ],
  },
  'gusto.csv': {
    options: { dateOrder: 'month-first' },
    hires: [
      { email: 'ada@example.com', names: ['Augusta', 'Lovelace'], startDate: '2026-12-01' },
      { email: 'margaret@example.com', names: ['Margaret', 'Hamilton'], startDate: '2026-12-15' },
    ],
    ignored: [
      'Preferred first name',
      'Personal email',
      'Department',
      'Manager',
      'Work address',
      'Employment type',
      'Job title',
    ],
  },
  'rippling.csv': {
    options: { dateOrder: 'month-first' },
    hires: [
      { email: 'ada@example.com', names: ['Augusta', 'Lovelace'], startDate: '2026-12-01', externalId: '31' },
      {
        email: 'katherine@example.com',
        names: ['Katherine', 'Johnson'],
        startDate: '2026-12-15',
        externalId: '32',
      },
    ],
    ignored: [
      'Employee',
      'Preferred first name',
      'Personal email',
      'Title',
      'Department',
      'Teams',
      'Manager - Work email',
      'Employment status',
      'Employment type',
      'Work location',
    ],
  },
  'workday.csv': workday(),
  'workday-excel-unicode.txt': workday(),
};

function workday() {
  return {
    hires: [
      { email: 'ada@example.com', names: ['Ada', 'Lovelace'], startDate: '2026-12-01', externalId: '21001' },
      {
        email: 'lukasz@example.com',
        names: ['Łukasz', 'Żak'],
        startDate: '2026-12-15',
        externalId: 'C-7001',
      },
    ] satisfies Expected[],
    ignored: [
      'Worker',
      'Supervisory Organization',
      'Business Title',
      'Job Profile',
      'Location',
      'Worker Type',
      'Cost Center - ID',
    ],
  };
}

describe('an export of an HR system', () => {
  test('every file has an expectation', () => {
    expect(readdirSync(folder).filter((name) => name !== 'README.md')).toEqual(
      Object.keys(exports).toSorted(),
    );
  });

  test.each(Object.entries(exports))('%s is read', (name, { options, hires, ignored }) => {
    const file = readHires(readFileSync(new URL(name, folder)), { ...access, ...options });
    expect(valuesOf(file)).toEqual(
      hires.map(({ names: [firstName, lastName], ...rest }) => ({
        ...rest,
        firstName,
        lastName,
        group: { name: 'Developers' },
        policies: ['Provisioning', 'Billing'],
      })),
    );
    expect(file.warnings).toEqual([
      `Ignored columns: ${ignored.map((column) => `"${column}"`).join(', ')}. Nothing of a hire is read from them.`,
    ]);
  });

  test.each(Object.keys(exports))('%s without a group is refused, with the columns that it has', (name) => {
    expect(() => readHires(readFileSync(new URL(name, folder)), { encoding: 'windows-1252' })).toThrow(
      /no column is known to be "group".*"policies".*\n.*Columns found.*(?:Department|Abteilung|Organization)/,
    );
  });
});
